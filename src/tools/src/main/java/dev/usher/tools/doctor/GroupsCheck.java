package dev.usher.tools.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceNotFoundException;

/** The groups that requests may ask for, by a call that the worker itself does not make. */
final class GroupsCheck {
    private GroupsCheck() {}

    static List<Finding> of(
            CognitoIdentityProviderClient client, String poolId, Set<String> names) {
        List<Finding> findings = new ArrayList<>();
        List<String> there = new ArrayList<>();
        List<String> left = new ArrayList<>(names);
        for (String name : names) {
            try {
                var _ = client.getGroup(r -> r.userPoolId(poolId).groupName(name));
                there.add(name);
            } catch (ResourceNotFoundException e) {
                findings.add(
                        Finding.failed(
                                "group",
                                name,
                                "is not in the pool: a request that asks for it is refused",
                                "aws cognito-idp create-group --user-pool-id %s --group-name %s, or take it out of USHER_GROUPS"
                                        .formatted(poolId, name)));
            } catch (SdkException e) {
                findings.add(
                        Finding.skipped(
                                "group",
                                String.join(", ", left),
                                "cognito-idp:GetGroup: " + ErrorOwner.code(e),
                                ErrorOwner.mend(
                                        e,
                                        "to have groups looked at, grant what infra/doctor-policy.json says")));
                // The next would meet the same.
                break;
            }
            left.remove(name);
        }
        if (!there.isEmpty()) {
            findings.add(Finding.ok("group", String.join(", ", there), "in the pool"));
        }
        return findings;
    }
}
