import { Download, Trash2, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { TrainerEnvironment } from '../../core/training/trainer-environment.ts';
import { formatBytes } from '../format.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { FactList } from '../runs/Section.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { TEXTS as ALL } from '../texts.ts';
import { cancelSetUp, removeTrainer, setUpTrainer } from './job-actions.ts';

const TEXTS = TRAINING_TEXTS.environment;

/** The Python environment in which jobs run: how large it is before anything is downloaded, how its set-up goes, what it has. */
export function EnvironmentPanel({ environment }: { readonly environment: TrainerEnvironment }) {
  switch (environment.state) {
    case 'absent':
      return <Absent environment={environment} />;
    case 'making':
      return <Making environment={environment} />;
    case 'broken':
      return <Broken environment={environment} />;
    case 'ready':
      return <Ready environment={environment} />;
  }
}

type Of<S extends TrainerEnvironment['state']> = Extract<TrainerEnvironment, { readonly state: S }>;

function Frame({
  title,
  actions,
  children,
}: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section
      aria-label={TEXTS.title}
      data-testid="trainer-environment"
      className="rounded-6 border border-line bg-bg-2 p-3"
    >
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          <h2 className="mb-1 font-semibold text-12">{title}</h2>
          {children}
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
    </section>
  );
}

function Absent({ environment: { size, build, isPartial } }: { readonly environment: Of<'absent'> }) {
  const { downloadBytes, diskBytes, freeBytes, withoutIndex } = size;
  const isTooLittle = freeBytes !== undefined && freeBytes < diskBytes;
  return (
    <Frame
      title={TEXTS.absent}
      actions={
        <Button kind="main" icon={Download} disabled={isTooLittle} onClick={() => void setUpTrainer()}>
          {isPartial ? TEXTS.goOn : TEXTS.setUp}
        </Button>
      }
    >
      <p className="max-w-[75ch] text-12 text-tx-2">
        {[
          TEXTS.absentText(formatBytes(downloadBytes), formatBytes(diskBytes)),
          withoutIndex &&
            TEXTS.withoutIndex(formatBytes(withoutIndex.downloadBytes), formatBytes(withoutIndex.diskBytes)),
          TEXTS.isOptional,
          isPartial && TEXTS.partialText,
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
      <p className={`mt-1 text-11 ${isTooLittle ? 'text-err' : 'text-tx-3'}`}>
        {isTooLittle
          ? TEXTS.tooLittle(formatBytes(diskBytes), formatBytes(freeBytes))
          : [
              TEXTS.builds[build],
              ...(freeBytes === undefined ? [] : [TEXTS.free(formatBytes(freeBytes))]),
            ].join(' · ')}
      </p>
    </Frame>
  );
}

function Making({ environment: { step, detail, doneBytes, size } }: { readonly environment: Of<'making'> }) {
  return (
    <Frame
      title={TEXTS.progress}
      actions={
        <Button icon={X} onClick={() => void cancelSetUp()}>
          {TEXTS.cancel}
        </Button>
      }
    >
      <p className="flex flex-wrap gap-x-2 text-12 text-tx-2" aria-live="polite">
        {TEXTS.steps[step]}
        <span className="mono">{TEXTS.done(formatBytes(doneBytes), formatBytes(size.diskBytes))}</span>
      </p>
      <progress
        aria-label={TEXTS.progress}
        value={Math.min(doneBytes, size.diskBytes)}
        max={Math.max(1, size.diskBytes)}
        className="mt-2 h-1.5 w-full max-w-120 appearance-none overflow-hidden rounded-full bg-track [&::-webkit-progress-bar]:bg-track [&::-webkit-progress-value]:bg-accent-line"
      />
      <p className="mono mt-1 truncate text-tx-3" title={detail}>
        {detail}
      </p>
    </Frame>
  );
}

function Broken({ environment: { message, remedy, log, origin } }: { readonly environment: Of<'broken'> }) {
  return (
    <Frame
      title={TEXTS.broken}
      actions={
        origin === 'own' && (
          <Button kind="main" icon={Download} onClick={() => void setUpTrainer()}>
            {TEXTS.again}
          </Button>
        )
      }
    >
      <p className="text-12 text-err" role="alert">
        {message} <span className="text-tx-2">{remedy}</span>
      </p>
      {log.length > 0 && (
        <details className="mt-2">
          <summary className="text-11 text-tx-2">{TEXTS.log}</summary>
          <pre className="mono mt-1 max-h-40 overflow-auto whitespace-pre-wrap break-words rounded-4 bg-field p-2 text-tx-2">
            {log.join('\n')}
          </pre>
        </details>
      )}
    </Frame>
  );
}

function Ready({ environment }: { readonly environment: Of<'ready'> }) {
  const [isAsking, setAsking] = useState(false);
  const { origin, versions, devices, diskBytes, python, build } = environment;
  const size = formatBytes(diskBytes ?? 0);
  return (
    <Frame
      title={`${TEXTS.title}: ${TEXTS.ready.toLowerCase()}`}
      actions={
        origin === 'own' && (
          <Button icon={Trash2} onClick={() => setAsking(true)}>
            {TEXTS.remove}
          </Button>
        )
      }
    >
      <p className="text-12 text-tx-2">{origin === 'named' ? TEXTS.named : TEXTS.builds[build]}</p>
      <details className="mt-1 max-w-120">
        <summary className="text-11 text-tx-3">{ALL.details}</summary>
        <div className="mt-1">
          <FactList
            facts={[
              ['Python', python],
              ...Object.entries(versions),
              ...devices.map(
                ({ name, kind, memoryBytes }) => [name || kind, formatBytes(memoryBytes)] as const,
              ),
              ...(diskBytes === undefined ? [] : [[TEXTS.disk, size] as const]),
            ]}
          />
        </div>
      </details>
      {isAsking && (
        <Dialog
          open
          onClose={() => setAsking(false)}
          title={TEXTS.removeTitle}
          description={TEXTS.removeText(size)}
          footer={
            <>
              <Button onClick={() => setAsking(false)}>{ALL.cancel}</Button>
              <Button
                kind="danger"
                onClick={() => {
                  setAsking(false);
                  void removeTrainer();
                }}
              >
                {TEXTS.remove}
              </Button>
            </>
          }
        />
      )}
    </Frame>
  );
}
