// The members that the AWS SDKs for JavaScript have for an operation, read from the schemas by which they write and read.

// Kinds of schemas, as the SDK numbers them: an array begins with its kind, a number is a simple kind.
const LIST = 1;
const STRUCTURE = 3;
const UNION = 4;
const SIMPLE = { 0: 'string', 1: 'number', 21: 'blob', 42: 'blob' };
const LIST_OF = 64;
const STREAMS = { 'client-events': 'request', 'service-events': 'answer' };

// `part` is told in driver.py.
export function describe(sdk, operation, part) {
  const [, , , , input, output] = sdk[`${operation}$`];
  if (part === 'exceptions') {
    return exceptions(sdk, output);
  }
  const side = STREAMS[part] ?? part;
  const structure = resolved(side === 'request' ? input : output);
  const stream = members(structure).find((member) => isStream(member.schema));
  if (!STREAMS[part]) {
    return told({ members: within(structure, '') });
  }
  if (!stream) {
    return { refused: `${operation} streams nothing` };
  }
  const events = members(stream.schema).filter(({ schema }) => Math.abs(schema[0]) === STRUCTURE && schema[0] > 0);
  return told({ members: events.flatMap((event) => [line(event, '', false), ...within(event.schema, `${event.name}.`)]) });
}

const told = (found) => ({ status: null, request_id: null, members: found });

// Exceptions of a stream are members of it; those of other operations are in no schema.
function exceptions(sdk, output) {
  const stream = members(resolved(output)).find((member) => isStream(member.schema));
  if (!stream) {
    return { refused: 'the SDK does not say which operation raises what' };
  }
  const known = Object.values(sdk).filter((schema) => Array.isArray(schema) && schema[0] === -STRUCTURE);
  return told({ exceptions: known.map((schema) => schema[2]).filter((name) => !name.includes('ServiceException')) });
}

function within(schema, place) {
  if (Array.isArray(schema) && schema[0] === LIST) {
    return within(resolved(schema[4]), place);
  }
  const plain = members(schema).filter((member) => !isStream(member.schema));
  return plain.flatMap((member) => [
    line(member, place, member.required),
    ...within(member.schema, `${place}${member.name}.`),
  ]);
}

const line = ({ name, schema }, place, required) => ({ name: place + name, kind: kind(schema), required });

// The members of a structure or a union; required ones come first, and there is a count of them.
function members(schema) {
  if (!Array.isArray(schema) || ![STRUCTURE, UNION].includes(Math.abs(schema[0]))) {
    return [];
  }
  const [, , , , names, schemas, required = 0] = schema;
  return names.map((name, place) => ({ name, schema: resolved(schemas[place]), required: place < required }));
}

// A schema may be a function that gives it, or stand in a pair with traits of the member.
function resolved(schema) {
  const plain = typeof schema === 'function' ? schema() : schema;
  return Array.isArray(plain) && plain.length === 2 && typeof plain[0] !== 'number' ? resolved(plain[0])
    : Array.isArray(plain) && plain.length === 2 ? plain[0]
    : plain;
}

const isStream = (schema) => Array.isArray(schema) && Boolean(schema[3]?.streaming);

function kind(schema) {
  if (typeof schema === 'number') {
    return schema >= LIST_OF && schema < 2 * LIST_OF ? `list of ${kind(schema - LIST_OF)}` : (SIMPLE[schema] ?? `kind ${schema}`);
  }
  if (schema[0] === LIST) {
    return `list of ${kind(resolved(schema[4]))}`;
  }
  // A simple kind with a name of its own.
  return [STRUCTURE, UNION].includes(schema[0]) ? 'structure' : kind(schema[4]);
}
