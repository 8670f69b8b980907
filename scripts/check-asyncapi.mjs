// Checks a document with the AsyncAPI parser, and its examples, which the parser ignores, with a JSON Schema validator.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [tools, file] = process.argv.slice(2);
const require = createRequire(join(resolve(tools), 'node_modules', 'none.js'));
const { Parser, fromFile } = require('@asyncapi/parser');
const Ajv = require('ajv');
const formats = require('ajv-formats');

const SEVERITIES = ['error', 'warning', 'info', 'hint'];
const found = [];

const { document, diagnostics } = await fromFile(new Parser(), file).parse();
for (const { severity, code, path, message, range } of diagnostics) {
  const place = `${file}:${range.start.line + 1}`;
  found.push({ severity, text: `${place}: ${SEVERITIES[severity]}: ${path.join('.')}: ${message} (${code})` });
}

let examples = 0;
const ajv = formats(new Ajv({ strict: false, allErrors: true }));
for (const message of document?.messages().all() ?? []) {
  const { payload, headers, examples: given = [] } = message.json();
  if (given.length === 0) {
    found.push({ severity: 1, text: `${file}: warning: ${message.id()}: has no example` });
  }
  for (const example of given) {
    examples++;
    check(`${message.id()}/${example.name}: payload`, payload, example.payload);
    check(`${message.id()}/${example.name}: headers`, headers, example.headers ?? {});
  }
}

function check(where, schema, value) {
  // The parser adds members, which are not part of the schema.
  const plain = JSON.parse(JSON.stringify(schema, (key, inner) => (key.startsWith('x-parser-') ? undefined : inner)));
  const validate = ajv.compile(plain);
  if (!validate(value)) {
    for (const { instancePath, message } of validate.errors) {
      found.push({ severity: 0, text: `${file}: error: ${where}${instancePath}: ${message}` });
    }
  }
}

found.forEach(({ text }) => console.error(text));
const wrong = found.filter(({ severity }) => severity <= 1).length;
if (wrong > 0 || !document) {
  console.error(`${file}: ${wrong === 1 ? 'one error or warning' : `${wrong} errors and warnings`}`);
  process.exit(1);
}
const channels = document.channels().all().length;
const operations = document.operations().all().length;
const messages = document.messages().all().length;
console.log(`${file}: AsyncAPI ${document.version()}, ${channels} channels, ${operations} operations, ${messages} messages, ${examples} examples: no problems`);
