package dev.usher.tools.doctor;

import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The AWS clients that the worker has. They are requested only if there is a region. */
public interface DoctorClients {
    SqsClient sqs();

    CognitoIdentityProviderClient cognito();

    SecretsManagerClient secrets();

    DynamoDbClient dynamoDb();

    StsClient sts();
}
