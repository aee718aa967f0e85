import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { isSecret } from './service-variables.mjs';

/** What is wrong with a Dockerfile, one sentence each. */
export function checkDockerfile(text) {
  const problems = validate(text).map(({ message, range }) => {
    const sentence = typeof message === 'string' ? message : message.value;
    return `line ${range.start.line + 1}: ${sentence}`;
  });
  const dockerfile = DockerfileParser.parse(text);
  const last = dockerfile.getFROMs().at(-1)?.getRange().start.line ?? 0;
  const users = dockerfile
    .getInstructions()
    .filter((each) => each.getKeyword() === 'USER' && each.getRange().start.line > last);
  if (['root', '0', undefined].includes(users.at(-1)?.getArgumentsContent())) problems.push('the image runs as root');
  for (const variable of [...dockerfile.getENVs(), ...dockerfile.getARGs()].flatMap(namesIn)) {
    if (isSecret(variable)) problems.push(`${variable} does not belong into an image`);
  }
  return problems;
}

const namesIn = (instruction) =>
  'getProperties' in instruction
    ? instruction.getProperties().map((property) => property.getName())
    : [instruction.getProperty()?.getName() ?? ''];
