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

/** Checks the user pool and its app client: the worker's permissions, and their settings. */
final class PoolChecks {
    private final CognitoIdentityProviderClient client;
    private final PoolIds pool;
    private final Settings.Pool settings;
    private final @Nullable List<Credentials> secret;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param secret its versions; null if it is unusable
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
        boolean unwantedSecret = described != null && described.clientSecret() == null;
        findings.addAll(new PoolAnswers(pool, secret != null, unwantedSecret).of(tried));
        if (there != null) {
            findings.addAll(PoolFacts.of(there, settings));
        } else if (allowed(tried, "DescribeUserPool")) {
            findings.add(undescribed("pool", pool.poolId(), "DescribeUserPool"));
        }
        if (described != null) {
            findings.addAll(ClientFacts.of(described, secret));
        } else if (allowed(tried, "DescribeUserPoolClient")) {
            findings.add(undescribed("client", pool.clientId(), "DescribeUserPoolClient"));
        }
        if (allowed(tried, "AdminGetUser")) {
            findings.addAll(GroupsCheck.of(client, pool.poolId(), settings.groups().names()));
        }
        return findings;
    }

    private static Finding undescribed(String check, String subject, String call) {
        return Finding.skipped(
                check,
                subject,
                "cognito-idp:%s is allowed, but returns nothing".formatted(call),
                ErrorOwner.CHECK_ENDPOINT);
    }

    private boolean wellNamed() {
        String id = pool.poolId();
        if (!id.matches("[\\w-]+_[0-9a-zA-Z]+")) {
            findings.add(
                    Finding.failed(
                            "pool",
                            id,
                            "is not the id of a user pool",
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
                            "is a pool of %s, but the worker uses %s".formatted(named, region),
                            "set AWS_REGION to %s, or correct USHER_USER_POOL_ID".formatted(named)));
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
