package dev.usher.cognito;

/** The calls the worker makes, each with its quota category. */
enum Operation {
    ADMIN_CREATE_USER(Category.USER_CREATION, true),
    ADMIN_GET_USER(Category.USER_READ, false),
    ADMIN_INITIATE_AUTH(Category.USER_AUTHENTICATION, true),
    ADMIN_RESPOND_TO_AUTH_CHALLENGE(Category.RESPOND_TO_CHALLENGE, true),
    ADMIN_ADD_USER_TO_GROUP(Category.USER_UPDATE, true),
    ADMIN_SET_USER_PASSWORD(Category.USER_ACCOUNT_RECOVERY, true),
    ADMIN_DELETE_USER(Category.USER_UPDATE, true),
    /** AdminInitiateAuth with REFRESH_TOKEN_AUTH. */
    REFRESH(Category.USER_AUTHENTICATION, true),
    GET_TOKENS_FROM_REFRESH_TOKEN(Category.USER_AUTHENTICATION, true),
    DESCRIBE_USER_POOL(Category.POOL_READ, false),
    DESCRIBE_USER_POOL_CLIENT(Category.POOL_READ, false);

    private final Category category;
    private final boolean hasEffect;

    Operation(Category category, boolean hasEffect) {
        this.category = category;
        this.hasEffect = hasEffect;
    }

    Category category() {
        return category;
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
