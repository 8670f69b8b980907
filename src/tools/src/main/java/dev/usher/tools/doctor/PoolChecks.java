package dev.usher.tools.doctor;

import dev.usher.cognito.ClientSecret;
import dev.usher.cognito.PoolIds;
import dev.usher.cognito.PoolProbe;
import dev.usher.cognito.PoolProbe.Answer;
import dev.usher.cognito.PoolProbe.Tried;
import dev.usher.message.Secret;
import dev.usher.secrets.Credentials;
import dev.usher.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;

/** The user pool and its app client: what the worker may do there, and how they are set. */
final class PoolChecks {
    private final CognitoIdentityProviderClient client;
    private final PoolIds pool;
    private final Settings.Pool settings;
    private final @Nullable List<Credentials> secret;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param secret its versions; null if it can't be used
     */
    PoolChecks(
            CognitoIdentityProviderClient client,
            Settings.Pool settings,
            @Nullable List<Credentials> secret) {
        this.client = client;
        this.pool = new PoolIds(settings.userPoolId(), settings.clientId());
        this.settings = settings;
        this.secret = secret;
    }

    List<Finding> run() {
        if (!wellNamed()) {
            return findings;
        }
        PoolProbe.Answers answers = new PoolProbe(client, pool, clientSecret()).all();
        List<Tried> tried = answers.tried();
        UserPoolType there = answers.pool();
        UserPoolClientType described = answers.client();
        boolean unwanted = described != null && described.clientSecret() == null;
        findings.addAll(new PoolAnswers(pool, secret != null, unwanted).of(tried));
        if (there != null) {
            findings.addAll(PoolFacts.of(there, settings));
        } else if (allowed(tried, "DescribeUserPool")) {
            findings.add(untold("pool", pool.poolId(), "DescribeUserPool"));
        }
        if (described != null) {
            findings.addAll(ClientFacts.of(described, secret));
        } else if (allowed(tried, "DescribeUserPoolClient")) {
            findings.add(untold("client", pool.clientId(), "DescribeUserPoolClient"));
        }
        if (allowed(tried, "AdminGetUser")) {
            findings.addAll(GroupsCheck.of(client, pool.poolId(), settings.groups().names()));
        }
        return findings;
    }

    private static Finding untold(String check, String subject, String call) {
        return Finding.skipped(
                check,
                subject,
                "cognito-idp:%s is not refused, and tells nothing".formatted(call),
                ErrorOwner.CHECK_ENDPOINT);
    }

    private boolean wellNamed() {
        String id = pool.poolId();
        if (!id.matches("[\\w-]+_[0-9a-zA-Z]+")) {
            findings.add(
                    Finding.failed(
                            "pool",
                            id,
                            "is no user pool's id",
                            "set USHER_USER_POOL_ID to an id like eu-west-1_AbCdEfGhI"));
            return false;
        }
        String region = client.serviceClientConfiguration().region().id();
        String named = id.substring(0, id.lastIndexOf('_'));
        if (!named.equals(region)) {
            findings.add(
                    Finding.failed(
                            "region",
                            id,
                            "is a pool of %s, and the worker asks in %s".formatted(named, region),
                            "set AWS_REGION to %s, or mend USHER_USER_POOL_ID".formatted(named)));
        }
        return true;
    }

    private ClientSecret clientSecret() {
        List<Secret> versions =
                secret == null
                        ? List.of()
                        : secret.stream()
                                .map(Credentials::clientSecret)
                                .filter(Objects::nonNull)
                                .toList();
        return new ClientSecret(pool.clientId(), () -> versions, () -> versions);
    }

    private static boolean allowed(List<Tried> tried, String call) {
        return tried.stream()
                .anyMatch(each -> each.call().equals(call) && each.answer() == Answer.ALLOWED);
    }
}
