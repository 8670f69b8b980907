package dev.usher.cognito;

/**
 * Cognito's quota categories, counted a second for each account and region. Those without a setting
 * of their own are fixed or seldom reached.
 *
 * @see <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html">Quotas</a>
 */
public enum QuotaCategory {
    USER_CREATION(50),
    USER_AUTHENTICATION(120),
    RESPOND_TO_CHALLENGE(360),
    USER_READ(120),
    USER_UPDATE(25),
    USER_ACCOUNT_RECOVERY(30),
    POOL_READ(15);

    private final double defaultRate;

    QuotaCategory(double defaultRate) {
        this.defaultRate = defaultRate;
    }

    /** Calls a second. */
    public double defaultRate() {
        return defaultRate;
    }
}
