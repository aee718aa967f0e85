/** The first option among `args` that jest does not know, or null. */
export async function unknownOption(args) {
  // Nothing is installed yet at the very first run. jest itself refuses the option then.
  const jest = await import('jest-cli').catch(() => null);
  if (jest === null) return null;
  const known = new Set(
    Object.entries(jest.yargsOptions).flatMap(([name, { alias }]) => [
      name,
      ...(alias === undefined ? [] : [alias].flat()),
    ]),
  );
  const nameOf = (argument) => /^--?(?:no-)?([^=]+)/.exec(argument)?.[1] ?? '';
  const inCamelCase = (name) => name.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const end = args.indexOf('--');
  const options = (end < 0 ? args : args.slice(0, end)).filter((argument) => argument.startsWith('-'));
  return options.find((option) => !known.has(inCamelCase(nameOf(option))) && !/^-\w+$/.test(option)) ?? null;
}
