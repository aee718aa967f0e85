import { pick, useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';

/** GraphiQL gives its editors no setting for this; smaller letters show whole lines beside the tour. */
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
