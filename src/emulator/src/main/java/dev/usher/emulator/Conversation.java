package dev.usher.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The order of a sign-in: password, new password where it is due, second factor where one is asked
 * for, tokens. All of it runs while the caller holds the user's monitor.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html">AdminInitiateAuth,
 *     ChallengeName</a>
 */
final class Conversation {
    private final Sessions sessions;
    private final Outbox outbox;
    private final InstantSource clock;

    Conversation(Sessions sessions, Outbox outbox, InstantSource clock) {
        this.sessions = sessions;
        this.outbox = outbox;
        this.clock = clock;
    }

    Step afterPassword(AppClient client, User user) {
        if (user.status == User.Status.FORCE_CHANGE_PASSWORD) {
            return newPasswordRequired(client, user);
        }
        String phone = user.attributes.get("phone_number");
        boolean required = client.pool().settings.mfaRequired();
        if (phone != null && (required || user.prefersSms)) {
            return smsMfa(client, user, phone);
        }
        if (required) {
            return ask(
                    client,
                    user,
                    "MFA_SETUP",
                    "",
                    Map.of("MFAS_CAN_SETUP", Json.text(Json.array(List.of("SMS_MFA")))));
        }
        return Step.Grant.fresh(client, user, clock.millis());
    }

    Step afterSecondFactor(AppClient client, User user) {
        return Step.Grant.fresh(client, user, clock.millis());
    }

    private Step newPasswordRequired(AppClient client, User user) {
        List<String> missing =
                client.pool().schema.missing(user.attributes).stream()
                        .map(name -> "userAttributes." + name)
                        .toList();
        return ask(
                client,
                user,
                "NEW_PASSWORD_REQUIRED",
                "",
                Map.of(
                        "requiredAttributes", Json.text(Json.array(missing)),
                        "userAttributes", Json.text(Json.object(user.attributes))));
    }

    private Step smsMfa(AppClient client, User user, String phone) {
        String code = Ids.digits(6);
        outbox.send(Outbox.Kind.MFA_CODE, client.pool(), user, phone, code);
        String end = phone.substring(Math.max(0, phone.length() - 4));
        return ask(
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

    private Step ask(
            AppClient client,
            User user,
            String challenge,
            String code,
            Map<String, String> parameters) {
        Map<String, String> all = new TreeMap<>(parameters);
        all.put("USER_ID_FOR_SRP", user.username);
        ObjectNode answer = Json.object().put("ChallengeName", challenge);
        answer.put("Session", sessions.open(client, user, challenge, code));
        answer.set("ChallengeParameters", Json.object(all));
        return new Step.Ask(answer);
    }
}
