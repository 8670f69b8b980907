package dev.usher.cognito;

/**
 * Where users are made.
 *
 * @param poolId USHER_USER_POOL_ID
 * @param clientId USHER_CLIENT_ID
 */
public record PoolIds(String poolId, String clientId) {}
