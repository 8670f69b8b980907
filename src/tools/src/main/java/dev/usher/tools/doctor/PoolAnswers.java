package dev.usher.tools.doctor;

import dev.usher.cognito.PoolIds;
import dev.usher.cognito.PoolProbe.Tried;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the calls that the worker makes have met, those that met the same in one line. */
final class PoolAnswers {
    private final PoolIds pool;
    private final boolean secretKnown;
    private final boolean unwanted;

    /**
     * @param unwanted whether the worker has a client secret, and the client is known to have none
     */
    PoolAnswers(PoolIds pool, boolean secretKnown, boolean unwanted) {
        this.unwanted = unwanted;
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
                            "%s: %s just now".formatted(calls, first.code()),
                            "run this again; what else uses the account's quota?");
            case UNANSWERED -> out(first.code(), calls);
            case FOREIGN ->
                    Finding.failed(
                            "pool",
                            "Cognito",
                            "what answers gives no error code (%s on %s)"
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
                        "answers, but with %s (on %s)".formatted(code, calls),
                        ErrorOwner.TRY_AGAIN);
    }

    private String mend(Tried tried) {
        boolean secret = tried.fix().contains("clientSecret");
        return secret && unwanted ? ClientFacts.TAKE_OUT : tried.fix();
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
            // Pool and client are there, as the others found; AWS says that the session is none.
            return Finding.warning(
                    "client",
                    pool.clientId(),
                    found + " for a session that is none: the worker, once held, would not go on",
                    "on AWS check USHER_CLIENT_ID; some emulators answer so");
        }
        if (first.code().equals("ResourceNotFoundException")) {
            return byAll
                    ? Finding.failed(
                            "pool",
                            pool.poolId(),
                            "there is no such user pool (%s)".formatted(found),
                            "mend USHER_USER_POOL_ID, AWS_REGION or the account")
                    : Finding.failed(
                            "client",
                            pool.clientId(),
                            "the pool has no such app client (%s)".formatted(found),
                            "mend USHER_CLIENT_ID");
        }
        if (AccountCheck.BAD_CREDENTIALS.contains(first.code())) {
            return Finding.failed("credentials", "Cognito", found, AccountCheck.GIVE_CREDENTIALS);
        }
        if (!first.code().startsWith("AccessDenied")) {
            return secretKnown || !first.code().equals("NotAuthorizedException")
                    ? Finding.failed("client", pool.clientId(), found, mend(first))
                    : Finding.skipped(
                            "client",
                            pool.clientId(),
                            "sign-ins were not tried: they need the secret",
                            "");
        }
        return group.stream().anyMatch(Tried::needed)
                ? Finding.failed("permission", pool.poolId(), found, first.fix())
                : Finding.warning(
                        "permission",
                        pool.poolId(),
                        found + "; the worker goes on without it, and knows less",
                        first.fix());
    }
}
