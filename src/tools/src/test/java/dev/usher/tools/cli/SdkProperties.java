package dev.usher.tools.cli;

import dev.usher.app.Account;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The AWS SDK's settings in this JVM, as environment variables would be for a process. */
final class SdkProperties {
    private static final List<String> ALL =
            List.of(
                    "endpointUrl",
                    "endpointUrlDynamoDb",
                    "region",
                    "accessKeyId",
                    "secretAccessKey",
                    "disableEc2Metadata",
                    "sharedCredentialsFile",
                    "configFile");

    private SdkProperties() {}

    static void pointAt(Account account) {
        forget();
        Map<String, String> variables = account.environment();
        set("endpointUrl", variables.get("AWS_ENDPOINT_URL"));
        set("region", variables.get("AWS_REGION"));
        set("accessKeyId", variables.get("AWS_ACCESS_KEY_ID"));
        set("secretAccessKey", variables.get("AWS_SECRET_ACCESS_KEY"));
        // Ignore this machine's configuration.
        set("disableEc2Metadata", "true");
        Path nothing = Path.of("target", "no-aws-profile");
        set("sharedCredentialsFile", nothing.toString());
        set("configFile", nothing.toString());
    }

    static void without(String... names) {
        for (String name : names) {
            System.clearProperty("aws." + name);
        }
    }

    static void forget() {
        without(ALL.toArray(String[]::new));
    }

    private static void set(String name, String value) {
        System.setProperty("aws." + name, value);
    }
}
