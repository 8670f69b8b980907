package dev.usher.cognito;

/** The calls the worker makes, each with its quota category. */
enum CognitoOperation {
    ADMIN_CREATE_USER(QuotaCategory.USER_CREATION, true),
    ADMIN_GET_USER(QuotaCategory.USER_READ, false),
    ADMIN_INITIATE_AUTH(QuotaCategory.USER_AUTHENTICATION, true),
    ADMIN_RESPOND_TO_AUTH_CHALLENGE(QuotaCategory.RESPOND_TO_CHALLENGE, true),
    ADMIN_ADD_USER_TO_GROUP(QuotaCategory.USER_UPDATE, true),
    ADMIN_SET_USER_PASSWORD(QuotaCategory.USER_ACCOUNT_RECOVERY, true),
    ADMIN_DELETE_USER(QuotaCategory.USER_UPDATE, true),
    /** AdminInitiateAuth with REFRESH_TOKEN_AUTH. */
    REFRESH(QuotaCategory.USER_AUTHENTICATION, true),
    GET_TOKENS_FROM_REFRESH_TOKEN(QuotaCategory.USER_AUTHENTICATION, true),
    DESCRIBE_USER_POOL(QuotaCategory.POOL_READ, false),
    DESCRIBE_USER_POOL_CLIENT(QuotaCategory.POOL_READ, false);

    private final QuotaCategory quotaCategory;
    private final boolean hasEffect;

    CognitoOperation(QuotaCategory quotaCategory, boolean hasEffect) {
        this.quotaCategory = quotaCategory;
        this.hasEffect = hasEffect;
    }

    QuotaCategory category() {
        return quotaCategory;
    }

    /** As AWS spells it. */
    String apiName() {
        return switch (this) {
            case ADMIN_CREATE_USER -> "AdminCreateUser";
            case ADMIN_GET_USER -> "AdminGetUser";
            case ADMIN_INITIATE_AUTH, REFRESH -> "AdminInitiateAuth";
            case ADMIN_RESPOND_TO_AUTH_CHALLENGE -> "AdminRespondToAuthChallenge";
            case ADMIN_ADD_USER_TO_GROUP -> "AdminAddUserToGroup";
            case ADMIN_SET_USER_PASSWORD -> "AdminSetUserPassword";
            case ADMIN_DELETE_USER -> "AdminDeleteUser";
            case GET_TOKENS_FROM_REFRESH_TOKEN -> "GetTokensFromRefreshToken";
            case DESCRIBE_USER_POOL -> "DescribeUserPool";
            case DESCRIBE_USER_POOL_CLIENT -> "DescribeUserPoolClient";
        };
    }

    /** Whether the fence must be open for it. */
    boolean hasEffect() {
        return hasEffect;
    }

    /**
     * How often it is tried at most where the answer was lost, and the call may have had its
     * effect. What goes by a username alone might strike another user the second time, if the first
     * time had freed the name; and a wrong password counts towards a lockout each time.
     */
    int unclearTries() {
        return switch (this) {
            case ADMIN_ADD_USER_TO_GROUP,
                    ADMIN_SET_USER_PASSWORD,
                    ADMIN_DELETE_USER,
                    GET_TOKENS_FROM_REFRESH_TOKEN ->
                    1;
            case ADMIN_INITIATE_AUTH -> 2;
            case ADMIN_CREATE_USER,
                    ADMIN_GET_USER,
                    ADMIN_RESPOND_TO_AUTH_CHALLENGE,
                    REFRESH,
                    DESCRIBE_USER_POOL,
                    DESCRIBE_USER_POOL_CLIENT ->
                    Integer.MAX_VALUE;
        };
    }
}
