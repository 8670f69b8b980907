package dev.usher.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The emulator as a process of its own. */
class EmulatorMainTest {
    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(EmulatorMain.class.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    @Test
    void it_prints_what_points_a_client_at_it_and_makes_the_pool_that_is_asked_for()
            throws Exception {
        Process process =
                start("--port", "0", "--user-pool-id", "us-east-1_Own", "--client-id", "own");
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            Map<String, String> variables = new HashMap<>();
            while (!variables.containsKey("COGNITO_CLIENT_ID")) {
                String line = lines.readLine();
                assertThat(line).matches("export [A-Z_]+='[^']*'");
                String[] parts = line.substring("export ".length()).split("=", 2);
                variables.put(parts[0], parts[1].replace("'", ""));
            }
            URI endpoint = URI.create(variables.get("AWS_ENDPOINT_URL"));
            try (var cognito = Aws.point(CognitoIdentityProviderClient.builder(), endpoint);
                    var dynamoDb = Aws.point(DynamoDbClient.builder(), endpoint)) {
                var client =
                        cognito.describeUserPoolClient(
                                        r -> r.userPoolId("us-east-1_Own").clientId("own"))
                                .userPoolClient();
                assertThat(client.clientId()).isEqualTo(variables.get("COGNITO_CLIENT_ID"));
                assertThat(dynamoDb.listTables().tableNames()).isEmpty();
            }
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    @Test
    void its_help_fits_into_eighty_columns() throws Exception {
        Process process = start("--help");
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.lines().toList())
                    .anySatisfy(line -> assertThat(line).contains("--user-pool-id"))
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        }
        assertThat(process.waitFor()).isZero();
    }
}
