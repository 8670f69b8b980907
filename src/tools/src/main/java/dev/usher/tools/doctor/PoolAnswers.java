package dev.usher.tools.doctor;

import dev.usher.cognito.PoolIds;
import dev.usher.cognito.PoolProbe.Tried;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Findings about the worker's calls to Cognito; calls with the same answer share one. */
final class PoolAnswers {
    private final PoolIds pool;
    private final boolean secretKnown;
    private final boolean unwantedSecret;

    /**
     * @param unwantedSecret whether the worker has a client secret, and the client has none
     */
    PoolAnswers(PoolIds pool, boolean secretKnown, boolean unwantedSecret) {
        this.unwantedSecret = unwantedSecret;
        this.pool = pool;
        this.secretKnown = secretKnown;
    }

    List<Finding> of(List<Tried> tried) {
        Map<List<Object>, List<Tried>> alike = new LinkedHashMap<>();
        for (Tried each : tried) {
            alike.computeIfAbsent(
                            List.of(each.answer(), each.code(), each.fix()), _ -> new ArrayList<>())
                    .add(each);
        }
        List<Finding> findings = new ArrayList<>();
        for (List<Tried> group : alike.values()) {
            findings.add(of(group, tried));
        }
        return findings;
    }

    private Finding of(List<Tried> group, List<Tried> all) {
        String calls =
                group.stream()
                        .map(each -> "cognito-idp:" + each.call())
                        .collect(Collectors.joining(", "));
        Tried first = group.getFirst();
        return switch (first.answer()) {
            case ALLOWED ->
                    Finding.ok(
                            "permission",
                            pool.poolId(),
                            group.size() == all.size()
                                    ? "all %d calls to Cognito are allowed".formatted(all.size())
                                    : calls + (group.size() == 1 ? " is" : " are") + " allowed");
            case THROTTLED ->
                    Finding.skipped(
                            "permission",
                            pool.poolId(),
                            "%s: %s, for now".formatted(calls, first.code()),
                            "run this again, and look for other users of the account's quota");
            case UNANSWERED -> out(first.code(), calls);
            case FOREIGN ->
                    Finding.failed(
                            "pool",
                            "Cognito",
                            "the server gives no error code (%s on %s)"
                                    .formatted(first.code(), calls),
                            ErrorOwner.CHECK_ENDPOINT);
            case REFUSED -> refused(group, calls);
        };
    }

    private static Finding out(String code, String calls) {
        return code.equals("NoAnswer")
                ? Finding.failed(
                        "pool",
                        "Cognito",
                        "can't be reached (%s on %s)".formatted(code, calls),
                        "check AWS_ENDPOINT_URL, AWS_REGION and the network")
                : Finding.failed(
                        "pool",
                        "Cognito",
                        "answers with %s (on %s)".formatted(code, calls),
                        ErrorOwner.TRY_AGAIN);
    }

    private String fix(Tried tried) {
        boolean secret = tried.fix().contains("clientSecret");
        return secret && unwantedSecret ? ClientFacts.TAKE_OUT : tried.fix();
    }

    private static boolean bySession(Tried tried) {
        return tried.call().equals("AdminRespondToAuthChallenge");
    }

    private Finding refused(List<Tried> group, String calls) {
        Tried first = group.getFirst();
        String found = "%s: %s".formatted(calls, first.code());
        boolean byAll = group.stream().anyMatch(each -> each.call().equals("AdminGetUser"));
        if (first.code().equals("ResourceNotFoundException")
                && group.stream().allMatch(PoolAnswers::bySession)) {
            // The other calls found pool and client; AWS would reject the session.
            return Finding.warning(
                    "client",
                    pool.clientId(),
                    found + " for an invalid session: a paused worker would not recover",
                    "on AWS, check USHER_CLIENT_ID; some emulators give this answer");
        }
        if (first.code().equals("ResourceNotFoundException")) {
            return byAll
                    ? Finding.failed(
                            "pool",
                            pool.poolId(),
                            "there is no such user pool (%s)".formatted(found),
                            "correct USHER_USER_POOL_ID, AWS_REGION or the account")
                    : Finding.failed(
                            "client",
                            pool.clientId(),
                            "the pool has no such app client (%s)".formatted(found),
                            "correct USHER_CLIENT_ID");
        }
        if (AccountCheck.BAD_CREDENTIALS.contains(first.code())) {
            return Finding.failed("credentials", "Cognito", found, AccountCheck.GIVE_CREDENTIALS);
        }
        if (!first.code().startsWith("AccessDenied")) {
            return secretKnown || !first.code().equals("NotAuthorizedException")
                    ? Finding.failed("client", pool.clientId(), found, fix(first))
                    : Finding.skipped(
                            "client",
                            pool.clientId(),
                            "sign-ins were not checked: they need the secret",
                            "");
        }
        return group.stream().anyMatch(Tried::needed)
                ? Finding.failed("permission", pool.poolId(), found, first.fix())
                : Finding.warning(
                        "permission",
                        pool.poolId(),
                        found + "; the worker runs without it, but knows less",
                        first.fix());
    }
}
