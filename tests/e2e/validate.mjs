// Judges payloads by the platforms' own means, one JSON object a line on stdin: {"name", "kind", "payload", ...}.
//
//   slack-message, slack-view   JSON Schema made from Slack's published types (@slack/types)
//   card                        the `adaptivecards` parser at version 1.5, and the official schema, whose file is
//                               the first argument ("standard" is the card without Teams's extras, which it lacks)
//
// Prints one line a problem; the last line says how many payloads were judged. Exit code 1 where there are problems.
import fs from 'node:fs';
import readline from 'node:readline';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import MarkdownIt from 'markdown-it';
import { createGenerator } from 'ts-json-schema-generator';

const require = createRequire(import.meta.url);
const AdaptiveCards = require('adaptivecards/dist/adaptivecards.js');

const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false, logger: false });
const slack = slackTypes();
const cardSchema = officialSchema(process.argv[2]);
const markdown = new MarkdownIt({ html: true, linkify: true });

// What Teams knows and the parser does not.
const EXTRAS = /^Property "choices\.data" is supported in version 1\.6|^Unknown element type "Chart\.\S+"\. Fallback will be used/;

const judges = { 'slack-message': slackMessage, 'slack-view': slackView, card };
let judged = 0, wrong = 0;
for await (const line of readline.createInterface({ input: process.stdin })) {
  const { name, kind, ...given } = JSON.parse(line);
  judged += 1;
  for (const problem of judges[kind](given)) {
    wrong += 1;
    console.log(`${name}: ${problem}`);
  }
}
console.log(`${judged} payloads judged, ${wrong} problems`);
process.exit(wrong ? 1 : 0);

// ------------------------------------------------------------------------------------------------ Slack

function slackTypes() {
  const path = require.resolve('@slack/types').replace(/\.js$/, '.d.ts');
  const schema = createGenerator({ path, type: '*', skipTypeCheck: true, additionalProperties: false }).createSchema('*');
  ajv.addSchema(schema, 'slack');
  const byType = new Map();
  for (const [name, definition] of Object.entries(schema.definitions)) {
    const type = definition.properties?.type?.const ?? definition.anyOf?.[0]?.properties?.type?.const;
    if (type && /Block$/.test(name) && !byType.has(type)) byType.set(type, name);
  }
  return { byType, check: name => ajv.getSchema(`slack#/definitions/${name}`) };
}

function* slackBlocks(blocks) {
  for (const [at, block] of blocks.entries()) {
    if (block.type === 'data_visualization') continue; // newer than the published types
    const name = slack.byType.get(block.type);
    if (!name) yield `blocks[${at}]: Slack publishes no block ${JSON.stringify(block.type)}`;
    else yield* problems(slack.check(name), block, `blocks[${at}]`);
  }
}

function* slackMessage({ payload }) {
  if (typeof payload.text !== 'string') yield 'text: missing';
  yield* slackBlocks(payload.blocks);
}

function* slackView({ payload }) {
  const { blocks, ...rest } = payload;
  yield* problems(slack.check(payload.type === 'home' ? 'HomeView' : 'ModalView'), { ...rest, blocks: [] }, 'view');
  yield* slackBlocks(blocks);
}

// ------------------------------------------------------------------------------------------------ Teams

function officialSchema(path) {
  const { $schema, id, ...schema } = JSON.parse(fs.readFileSync(path, 'utf8')); // draft 6, which reads the same here
  return ajv.compile(schema);
}

function* card({ payload, standard }) {
  yield* problems(cardSchema, standard, 'card');
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  const parsed = parse(payload, context);
  for (let at = 0; at < context.eventCount; at += 1) {
    const { message } = context.getEventAt(at);
    if (!EXTRAS.test(message)) yield `parser: ${message}`;
  }
  const plain = parse(standard, new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5));
  for (const event of plain.validateProperties().validationEvents) yield `parser: ${event.message}`;
  const ids = inputs(payload), read = parsed.getAllInputs().map(input => input.id);
  if (JSON.stringify(ids) !== JSON.stringify(read)) yield `inputs: sent ${ids}, read ${read}`;
  for (const text of readAsMarkdown(payload)) yield* acting(text);
}

function parse(payload, context) {
  const parsed = new AdaptiveCards.AdaptiveCard();
  parsed.hostConfig = new AdaptiveCards.HostConfig({ actions: { maxActions: 6 } }); // as Teams has it
  parsed.parse(structuredClone(payload), context);
  return parsed;
}

function inputs(node) {
  if (Array.isArray(node)) return node.flatMap(inputs);
  if (!node || typeof node !== 'object') return [];
  return /^Input\./.test(node.type) ? [node.id] : Object.values(node).flatMap(inputs);
}

function* readAsMarkdown(node) {
  if (Array.isArray(node)) for (const child of node) yield* readAsMarkdown(child);
  else if (node && typeof node === 'object' && !/^Chart\./.test(node.type)) {
    if (node.type === 'TextBlock') yield node.text;
    for (const key of ['title', 'label', 'placeholder', 'errorMessage', 'fallbackText']) if (node[key]) yield node[key];
    for (const child of Object.values(node)) yield* readAsMarkdown(child);
  }
}

// Nothing but a paragraph of the very same text may come of it.
function* acting(text) {
  const tokens = markdown.parse(text, {});
  const inline = tokens.flatMap(token => token.children ?? []);
  const kinds = [...tokens.filter(token => token.type !== 'inline'), ...inline].map(token => token.type);
  const shown = inline.map(token => token.content).join('');
  const strange = kinds.filter(kind => !['paragraph_open', 'paragraph_close', 'text', 'softbreak'].includes(kind));
  if (strange.length || shown !== text.trim()) yield `acts as Markdown (${strange}): ${JSON.stringify(text)} shows ${JSON.stringify(shown)}`;
}

// ------------------------------------------------------------------------------------------------ both

function* problems(check, value, where) {
  if (check(value)) return;
  const deepest = [...check.errors].sort((a, b) => b.instancePath.length - a.instancePath.length).slice(0, 3);
  for (const error of deepest) yield `${where}${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`;
}
