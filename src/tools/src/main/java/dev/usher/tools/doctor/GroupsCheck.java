package dev.usher.tools.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceNotFoundException;

/** Checks the groups that requests may name, with a call that the worker does not make. */
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
                                "is not in the pool: requests that name it are refused",
                                "aws cognito-idp create-group --user-pool-id %s --group-name %s, or remove it from USHER_GROUPS"
                                        .formatted(poolId, name)));
            } catch (SdkException e) {
                findings.add(
                        Finding.skipped(
                                "group",
                                String.join(", ", left),
                                "cognito-idp:GetGroup: " + ErrorOwner.code(e),
                                ErrorOwner.fix(
                                        e,
                                        "for this check, grant what infra/doctor-policy.json lists")));
                // The next call would fail, too.
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
