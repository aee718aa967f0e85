import type { OpenApi } from '../openapi/build-openapi.ts';
import type { JsonSchema } from '../openapi/schemas.ts';
import { escapeHtml, pageOf, prose, tableOf } from './page.ts';

const text = (value: unknown): string => prose(typeof value === 'string' ? value : '');

const componentIn = ({ $ref }: JsonSchema): string | null =>
  typeof $ref === 'string' ? $ref.slice($ref.lastIndexOf('/') + 1) : null;

/** The name of a schema's type, with a link to what it refers to. */
function typeOf(schema: JsonSchema): string {
  const component = componentIn(schema);
  if (component !== null) return `<a href="#${component}">${component}</a>`;
  if (Array.isArray(schema['anyOf'])) return (schema['anyOf'] as JsonSchema[]).map(typeOf).join(' or ');
  if (schema['type'] === 'array') return `list of ${typeOf(schema['items'] as JsonSchema)}`;
  return [schema['type'] ?? 'any JSON'].flat().map(String).join(' or ');
}

const need = (isRequired: boolean): string => (isRequired ? 'required' : '');

function fieldsOf(schema: JsonSchema): string {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
  const required = (schema['required'] ?? []) as string[];
  const rows = properties.map(([name, each]) => [
    `<code>${escapeHtml(name)}</code>`,
    typeOf(each),
    need(required.includes(name)),
    text(each['description']),
  ]);
  return tableOf(['field', 'type', '', 'meaning'], rows);
}

const contentOf = (part: JsonSchema | undefined): JsonSchema | null => {
  const content = part?.['content'] as Record<string, { schema: JsonSchema }> | undefined;
  return content?.['application/json']?.schema ?? null;
};

function answersOf(responses: Record<string, JsonSchema>): string {
  const rows = Object.entries(responses).map(([status, response]) => {
    const schema = contentOf(response);
    const isProblem = componentIn(response) === 'Problem' || response['content'] !== undefined;
    const body = schema ? typeOf(schema) : isProblem ? '<a href="#Problem">Problem</a>' : '';
    const inner = schema?.['properties'] ? fieldsOf(schema) : '';
    return [status, body, `${text(response['description'])}${inner}`];
  });
  return tableOf(['status', 'body', ''], rows);
}

function parametersOf(parameters: readonly JsonSchema[]): string {
  const rows = parameters.map(({ name, in: place, required, schema, description }) => [
    `<code>${escapeHtml(String(name))}</code>`,
    String(place),
    typeOf(schema as JsonSchema),
    need(required === true),
    text(description),
  ]);
  return tableOf(['parameter', 'in', 'type', '', 'meaning'], rows);
}

function routeOf(path: string, method: string, operation: JsonSchema): string {
  const body = contentOf(operation['requestBody'] as JsonSchema | undefined);
  return `<details id="${String(operation['operationId'])}">
<summary><b>${method.toUpperCase()}</b> <code>${escapeHtml(path)}</code> ${text(operation['summary'])}</summary>
<p>${text(operation['description'])}</p>
${parametersOf((operation['parameters'] ?? []) as JsonSchema[])}
${body ? `<p>Body: ${typeOf(body)}</p>` : ''}
${answersOf(operation['responses'] as Record<string, JsonSchema>)}
</details>`;
}

function schemaOf(name: string, schema: JsonSchema): string {
  const values = schema['enum'] as string[] | undefined;
  const listed = values
    ? `<p>One of ${values.map((value) => `<code>${escapeHtml(value)}</code>`).join(', ')}.</p>`
    : '';
  return `<h3 id="${name}">${name}</h3><p>${text(schema['description'])}</p>${listed}${fieldsOf(schema)}`;
}

/** A page for people with every route and every type of the document. */
export function readerPage({ info, servers, tags, paths, components }: OpenApi): string {
  const base = servers[0]!.url;
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ path, method, operation })),
  );
  const sections = tags.map(({ name, description }) => {
    const own = routes.filter(({ operation }) => (operation['tags'] as string[]).includes(name));
    return `<h2 id="${name}">${name}</h2><p>${prose(description)}</p>${own
      .map(({ path, method, operation }) => routeOf(`${base}${path}`, method, operation))
      .join('\n')}`;
  });
  const schemas = Object.entries(components['schemas'] as Record<string, JsonSchema>);
  const links = [...tags.map(({ name }) => [`#${name}`, name]), ['#types', 'Types'], ['problems', 'Problems']];
  return pageOf(
    `${info.title}: REST`,
    `<p>${prose(info.description)} For programs: <a href="openapi.json">openapi.json</a>.</p>
<nav>${links.map(([href, name]) => `<a href="${href}">${name}</a>`).join('')}</nav>
${sections.join('\n')}
<h2 id="types">Types</h2>
${schemas.map(([name, schema]) => schemaOf(name, schema)).join('\n')}`,
  );
}
