package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.EmulatorJson;
import dev.usher.emulator.protocol.RandomIds;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * The order of a sign-in: password, new password if required, second factor if required, tokens.
 * The caller holds the user's monitor.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html">AdminInitiateAuth,
 *     ChallengeName</a>
 */
final class ChallengeSequence {
    private final ChallengeSessions sessions;
    private final Outbox outbox;
    private final InstantSource clock;

    ChallengeSequence(ChallengeSessions sessions, Outbox outbox, InstantSource clock) {
        this.sessions = sessions;
        this.outbox = outbox;
        this.clock = clock;
    }

    AuthStep afterPassword(AppClient client, StoredUser user) {
        if (user.status == StoredUser.Status.FORCE_CHANGE_PASSWORD) {
            return newPasswordRequired(client, user);
        }
        String phone = user.attributes.get("phone_number");
        boolean required = client.pool().settings.mfaRequired();
        if (phone != null && (required || user.prefersSms)) {
            return smsMfa(client, user, phone);
        }
        if (required) {
            return challenge(
                    client,
                    user,
                    "MFA_SETUP",
                    "",
                    Map.of(
                            "MFAS_CAN_SETUP",
                            EmulatorJson.text(EmulatorJson.array(List.of("SMS_MFA")))));
        }
        return AuthStep.Grant.fresh(client, user, clock.millis());
    }

    AuthStep afterSecondFactor(AppClient client, StoredUser user) {
        return AuthStep.Grant.fresh(client, user, clock.millis());
    }

    private AuthStep newPasswordRequired(AppClient client, StoredUser user) {
        List<String> missing =
                client.pool().schema.missing(user.attributes).stream()
                        .map(name -> "userAttributes." + name)
                        .toList();
        return challenge(
                client,
                user,
                "NEW_PASSWORD_REQUIRED",
                "",
                Map.of(
                        "requiredAttributes", EmulatorJson.text(EmulatorJson.array(missing)),
                        "userAttributes", EmulatorJson.text(EmulatorJson.object(user.attributes))));
    }

    private AuthStep smsMfa(AppClient client, StoredUser user, String phone) {
        String code = RandomIds.digits(6);
        outbox.send(Outbox.Kind.MFA_CODE, client.pool(), user, phone, code);
        String end = phone.substring(Math.max(0, phone.length() - 4));
        return challenge(
                client,
                user,
                "SMS_MFA",
                code,
                Map.of(
                        "CODE_DELIVERY_DELIVERY_MEDIUM",
                        "SMS",
                        "CODE_DELIVERY_DESTINATION",
                        "+*******" + end));
    }

    private AuthStep challenge(
            AppClient client,
            StoredUser user,
            String challenge,
            String code,
            Map<String, String> parameters) {
        Map<String, String> all = new TreeMap<>(parameters);
        all.put("USER_ID_FOR_SRP", user.username);
        ObjectNode answer = EmulatorJson.object().put("ChallengeName", challenge);
        answer.put("Session", sessions.open(client, user, challenge, code));
        answer.set("ChallengeParameters", EmulatorJson.object(all));
        return new AuthStep.Challenge(answer);
    }
}
