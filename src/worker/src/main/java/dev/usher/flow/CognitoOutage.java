package dev.usher.flow;

/** Cognito as a whole answers nobody: it fails a call that carries nothing of the request too. */
public final class CognitoOutage extends ServiceFault {
    private static final long serialVersionUID = 1L;

    private final boolean unclear;

    /**
     * @param what what failed, for the log and the readiness page
     * @param unclear whether the call may have had its effect all the same
     */
    public CognitoOutage(String what, boolean unclear) {
        super(what);
        this.unclear = unclear;
    }

    public boolean unclear() {
        return unclear;
    }

    @Override
    public boolean passes() {
        return true;
    }
}
