import mjml2html from 'mjml-browser';

/** The module with the HTML of a layout in MJML. Throws what is wrong with it. */
export async function compileLayout(source) {
  const { html, errors } = await mjml2html(source, { validationLevel: 'strict', fonts: {} });
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'));
  const compact = html
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
  return `// Written by \`npm run mail:layout\` from layout.mjml.\n\n/** Layout of mails as HTML, with \`{{…}}\` where texts are inserted. */\nexport const layout = ${JSON.stringify(compact)};\n`;
}
