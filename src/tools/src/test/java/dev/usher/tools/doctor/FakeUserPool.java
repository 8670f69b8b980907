package dev.usher.tools.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderServiceClientConfiguration;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminAddUserToGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminAddUserToGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDeleteUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDeleteUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminInitiateAuthRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminInitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminRespondToAuthChallengeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminRespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserPasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CognitoIdentityProviderException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;

/** A Cognito with an empty pool, which records its calls and fails on request. */
final class FakeUserPool implements CognitoIdentityProviderClient {
    static final String POOL = "eu-west-1_Pretended";
    static final String CLIENT = "aClientOfNobody";

    final List<String> asked = new ArrayList<>();
    private final Set<String> groups;
    private final Map<String, SdkException> failing = new HashMap<>();

    /**
     * @param groups that are in the pool
     */
    FakeUserPool(String... groups) {
        this.groups = Set.of(groups);
    }

    /**
     * @param what an operation, or GetGroup and the name of a group
     * @param code empty for an answer without one
     */
    FakeUserPool failing(String what, String code, int status) {
        AwsErrorDetails details =
                AwsErrorDetails.builder().errorCode(code.isEmpty() ? null : code).build();
        failing.put(
                what,
                CognitoIdentityProviderException.builder()
                        .statusCode(status)
                        .awsErrorDetails(details)
                        .build());
        return this;
    }

    FakeUserPool silent(String what) {
        failing.put(what, SdkClientException.create("no answer"));
        return this;
    }

    private void ask(String what) {
        asked.add(what);
        SdkException failure = failing.get(what);
        if (failure != null) {
            throw failure;
        }
    }

    private SdkException userNotFound(String operation) {
        ask(operation);
        return UserNotFoundException.builder()
                .statusCode(400)
                .awsErrorDetails(
                        AwsErrorDetails.builder().errorCode("UserNotFoundException").build())
                .build();
    }

    @Override
    public DescribeUserPoolResponse describeUserPool(DescribeUserPoolRequest request) {
        ask("DescribeUserPool");
        return DescribeUserPoolResponse.builder()
                .userPool(p -> p.id(POOL).deletionProtection("ACTIVE"))
                .build();
    }

    @Override
    public DescribeUserPoolClientResponse describeUserPoolClient(
            DescribeUserPoolClientRequest request) {
        ask("DescribeUserPoolClient");
        return DescribeUserPoolClientResponse.builder()
                .userPoolClient(c ->
                        c.clientId(CLIENT)
                                .explicitAuthFlows(
                                        ExplicitAuthFlowsType.ALLOW_ADMIN_USER_PASSWORD_AUTH,
                                        ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH))
                .build();
    }

    @Override
    public GetGroupResponse getGroup(GetGroupRequest request) {
        ask("GetGroup " + request.groupName());
        if (!groups.contains(request.groupName())) {
            throw ResourceNotFoundException.builder().statusCode(400).build();
        }
        return GetGroupResponse.builder().build();
    }

    @Override
    public AdminGetUserResponse adminGetUser(AdminGetUserRequest request) {
        throw userNotFound("AdminGetUser");
    }

    @Override
    public AdminCreateUserResponse adminCreateUser(AdminCreateUserRequest request) {
        throw userNotFound("AdminCreateUser");
    }

    @Override
    public AdminInitiateAuthResponse adminInitiateAuth(AdminInitiateAuthRequest request) {
        throw userNotFound("AdminInitiateAuth");
    }

    @Override
    public AdminRespondToAuthChallengeResponse adminRespondToAuthChallenge(
            AdminRespondToAuthChallengeRequest request) {
        throw userNotFound("AdminRespondToAuthChallenge");
    }

    @Override
    public AdminAddUserToGroupResponse adminAddUserToGroup(AdminAddUserToGroupRequest request) {
        throw userNotFound("AdminAddUserToGroup");
    }

    @Override
    public AdminSetUserPasswordResponse adminSetUserPassword(AdminSetUserPasswordRequest request) {
        throw userNotFound("AdminSetUserPassword");
    }

    @Override
    public AdminDeleteUserResponse adminDeleteUser(AdminDeleteUserRequest request) {
        throw userNotFound("AdminDeleteUser");
    }

    @Override
    public CognitoIdentityProviderServiceClientConfiguration serviceClientConfiguration() {
        return CognitoIdentityProviderServiceClientConfiguration.builder()
                .region(Region.EU_WEST_1)
                .build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
