import { lazy, Suspense } from 'react';
import { useFileDialog } from './file-dialog-state.ts';

const FileDialog = lazy(() => import('./FileDialog.tsx').then((it) => ({ default: it.FileDialog })));

/** Shows the file dialog of the browser version while something is asked. Stands once in the app. */
export function FileDialogHost() {
  const { question, answer } = useFileDialog();
  if (!question) return null;
  return (
    <Suspense fallback={null}>
      <FileDialog key={JSON.stringify(question)} question={question} answer={answer} />
    </Suspense>
  );
}
