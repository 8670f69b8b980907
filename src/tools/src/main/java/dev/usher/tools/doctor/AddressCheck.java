package dev.usher.tools.doctor;

import dev.usher.settings.ListenAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * Checks the worker's HTTP address: whether this machine has it, and whether something listens
 * there. It never binds the port itself, since a worker that starts meanwhile needs it.
 */
final class AddressCheck {
    private static final String CHECK = "address";
    private static final int TIMEOUT_MILLIS = 1000;

    private AddressCheck() {}

    private enum Listener {
        NONE,
        WORKER,
        OTHER
    }

    static Finding of(ListenAddress listenAddress) {
        String name = listenAddress.toString();
        InetAddress host;
        try {
            host = InetAddress.getByName(listenAddress.host());
        } catch (UnknownHostException e) {
            return Finding.failed(
                    CHECK,
                    name,
                    "the host is unknown",
                    "correct USHER_HTTP_ADDRESS: an address of this machine, or 0.0.0.0 for all");
        }
        if (!isHere(host)) {
            return Finding.failed(
                    CHECK,
                    name,
                    "is not an address of this machine: the worker can't listen there",
                    "correct USHER_HTTP_ADDRESS, or set its host to 0.0.0.0 for all addresses");
        }
        if (listenAddress.port() == 0) {
            return Finding.ok(CHECK, name, "an address of this machine, at any free port");
        }
        return switch (listener(listenAddress.fromHere())) {
            case NONE ->
                    Finding.ok(CHECK, name, "an address of this machine, and nothing listens there");
            case WORKER ->
                    Finding.ok(
                            CHECK,
                            name,
                            "a worker listens there; a second one on this machine needs another address");
            case OTHER ->
                    Finding.warning(
                            CHECK,
                            name,
                            "something else listens there, so the worker can't start",
                            "set USHER_HTTP_ADDRESS to another port");
        };
    }

    /** Binds any free port of the host. */
    private static boolean isHere(InetAddress host) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Listener listener(ListenAddress at) {
        try {
            var connection =
                    (HttpURLConnection)
                            URI.create("http://" + at + "/livez")
                                    .toURL()
                                    .openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            int status = connection.getResponseCode();
            boolean worker =
                    (status == HttpURLConnection.HTTP_OK
                                    || status == HttpURLConnection.HTTP_UNAVAILABLE)
                            && "no-store".equals(connection.getHeaderField("Cache-Control"))
                            && String.valueOf(connection.getContentType()).startsWith("text/plain");
            connection.disconnect();
            return worker ? Listener.WORKER : Listener.OTHER;
        } catch (ConnectException | NoRouteToHostException e) {
            return Listener.NONE;
        } catch (IOException e) {
            return Listener.OTHER;
        }
    }
}
