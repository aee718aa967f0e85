import { pick, useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';

/** Sets a smaller font, so that whole lines fit beside the tour. GraphiQL has no setting for it. */
export function EditorFont() {
  const { queryEditor, variableEditor, headerEditor, responseEditor } = useGraphiQL(
    pick('queryEditor', 'variableEditor', 'headerEditor', 'responseEditor'),
  );
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, headerEditor, responseEditor]) {
      editor?.updateOptions({ fontSize: 13, lineHeight: 19 });
    }
  }, [queryEditor, variableEditor, headerEditor, responseEditor]);
  return null;
}
