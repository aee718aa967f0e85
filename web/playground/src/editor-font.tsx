import { pick, useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';

/** Sets a smaller font and wraps long lines, so that they fit beside the tour. GraphiQL has no setting for it. */
export function EditorFont() {
  const { queryEditor, variableEditor, headerEditor, responseEditor } = useGraphiQL(
    pick('queryEditor', 'variableEditor', 'headerEditor', 'responseEditor'),
  );
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, headerEditor, responseEditor]) {
      editor?.updateOptions({ fontSize: 13, lineHeight: 19, wordWrap: 'on' });
    }
  }, [queryEditor, variableEditor, headerEditor, responseEditor]);
  return null;
}
