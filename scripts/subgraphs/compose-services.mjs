import { parse as parseYaml } from 'yaml';
import { isRequired, isSecret } from '../deploy/service-variables.mjs';

const begin = '  # Subgraphs: written by `npm run subgraphs:generate`.\n';
const end = '  # End of the subgraphs.\n';

const makeFirst = 'Make the secrets first, with npm run --silent secrets > .env';

function valueOf(variable, schema, made) {
  if (made.includes(variable)) return `:?${makeFirst}`;
  if (isRequired(schema)) return `:?Set ${variable} in .env`;
  return variable === 'SOKO_PUBLIC_URL' ? ':-http://localhost:4000' : ':-';
}

function service({ name, shape, volumes }, { made, ofImage }) {
  const variables = Object.entries(shape)
    .filter(([variable]) => !ofImage.includes(variable))
    .toSorted(([one], [other]) => Number(isSecret(other)) - Number(isSecret(one)));
  return [
    `  ${name}:`,
    '    <<: *subgraph',
    `    command: [${name}]`,
    '    environment:',
    '      <<: *subgraph-variables',
    ...variables.map(([variable, schema]) => `      ${variable}: \${${variable}${valueOf(variable, schema, made)}}`),
    ...(volumes.length > 0 ? ['    volumes:', ...volumes.map((volume) => `      - ${volume}`)] : []),
    '',
    '',
  ].join('\n');
}

const gatewayBegin = '      # Its other variables: written by `npm run subgraphs:generate`.\n';
const gatewayEnd = '      # End of its other variables.\n';

/**
 * A compose file whose gateway gets every variable that it reads: those that the file sets itself, and here the others.
 * @param {string} text the file with the variables as they were
 * @param {Record<string, import('zod').ZodType>} shape
 * @param {(variable: string) => boolean} isFixed whether the image decides the value
 */
export function withGatewayVariables(text, shape, isFixed) {
  const [before, after] = [text.indexOf(gatewayBegin), text.indexOf(gatewayEnd)];
  if (before < 0 || after < before)
    throw new Error(`docker-compose.yml must have the lines\n${gatewayBegin}${gatewayEnd}`);
  const rest = text.slice(0, before) + text.slice(after);
  const { environment } = parseYaml(rest, { merge: true }).services.gateway;
  const others = Object.keys(shape).filter((variable) => !(variable in environment) && !isFixed(variable));
  const lines = others.map((variable) => `      ${variable}: \${${variable}:-}\n`).join('');
  return text.slice(0, before + gatewayBegin.length) + lines + text.slice(after);
}

/**
 * A compose file with the services of all subgraphs, each with the variables that its env.ts names.
 * @param {string} text the file with the services as they were
 * @param {{ name: string, shape: Record<string, import('zod').ZodType>, volumes: string[] }[]} services
 * @param {{ made: string[], ofImage: string[] }} variables those that `npm run secrets` writes, and those of the image,
 *   which an empty value would hide
 */
export function withSubgraphServices(text, services, variables) {
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`docker-compose.yml must have the lines\n${begin}${end}`);
  return (
    text.slice(0, before + begin.length) + services.map((each) => service(each, variables)).join('') + text.slice(after)
  );
}
