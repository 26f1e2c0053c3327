import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { type ReactNode, useState } from 'react';
import { useScreen } from '../app/screen.ts';
import { formatBytes } from '../format.ts';
import { KeyboardSettings } from '../keyboard/KeyboardSettings.tsx';
import { native } from '../native/native-abilities.ts';
import { Button } from '../parts/Button.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { Switch } from '../parts/Switch.tsx';
import { TextField } from '../parts/TextField.tsx';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { TEXTS } from '../texts.ts';
import { isThemeChoice, useTheme } from '../theme/theme.ts';

const SETTINGS = api.system.getSettings.queryOptions({});

/** What belongs to the user, not to a project. */
export function SettingsScreen() {
  const theme = useTheme();
  const minimap = useScreen((state) => state.minimap);
  const info = useQuery(api.system.info.queryOptions({})).data;
  return (
    <div data-region="main" className="relative h-full overflow-auto">
      <div className="mx-auto max-w-160 p-5">
        <h1 className="mb-4 font-semibold text-20">{TEXTS.settings.title}</h1>
        <Section title={TEXTS.settings.appearance}>
          <Row label={TEXTS.settings.theme}>
            <Segmented
              label={TEXTS.settings.theme}
              value={theme.choice}
              segments={(['system', 'dark', 'light'] as const).map((value) => ({
                value,
                label: TEXTS.settings.themes[value],
              }))}
              onValue={(value) => {
                if (isThemeChoice(value)) theme.choose(value);
              }}
            />
          </Row>
          <Row label={TEXTS.settings.minimap}>
            <Switch
              label={TEXTS.settings.minimap}
              checked={minimap}
              onChecked={(checked) => useScreen.setState({ minimap: checked })}
            />
          </Row>
        </Section>
        <StoredSettings fallback={info?.projectsFolder ?? ''} />
        <KeyboardSettings />
        {info && (
          <Section title={TEXTS.settings.computer}>
            <Row label={TEXTS.product}>{TEXTS.settings.version(info.version)}</Row>
            <Row label={info.platform}>
              {[
                TEXTS.settings.cores(info.cores),
                TEXTS.settings.memory(formatBytes(info.memoryBytes)),
                info.gpu,
              ]
                .filter(Boolean)
                .join(' · ')}
            </Row>
          </Section>
        )}
      </div>
    </div>
  );
}

function StoredSettings({ fallback }: { readonly fallback: string }) {
  const stored = useQuery(SETTINGS).data;
  if (!stored) return null;
  const text = (name: string) => (typeof stored[name] === 'string' ? stored[name] : '');
  return (
    <Section title={TEXTS.settings.all}>
      <StoredText
        name="projectsFolder"
        label={TEXTS.settings.projectsFolder}
        help={TEXTS.settings.projectsFolderHelp}
        start={text('projectsFolder')}
        placeholder={fallback}
        folder
      />
      <StoredText
        name="hubUrl"
        label={TEXTS.settings.hub}
        help={TEXTS.settings.hubHelp}
        start={text('hubUrl')}
        placeholder="https://huggingface.co"
      />
    </Section>
  );
}

function StoredText({
  name,
  label,
  help,
  start,
  placeholder,
  folder = false,
}: {
  readonly name: 'projectsFolder' | 'hubUrl';
  readonly label: string;
  readonly help: string;
  readonly start: string;
  readonly placeholder: string;
  readonly folder?: boolean;
}) {
  const [value, setValue] = useState(start);
  const save = async (typed: string) => {
    const next = typed.trim();
    setValue(next);
    // At once: this screen may be left and entered again before the engine has answered.
    queryClient.setQueryData(SETTINGS.queryKey, (old) => ({ ...old, [name]: next }));
    try {
      // Nothing typed: the app's own choice again.
      await engine().system.setSetting({ name, value: next === '' ? null : next });
    } catch (thrown) {
      toast(errorRecord(thrown).message, { tone: 'err' });
    }
    await queryClient.invalidateQueries({ queryKey: api.system.key() });
  };
  return (
    <Row label={label} help={help} wide>
      <TextField
        mono
        className={folder ? 'min-w-0 flex-1' : 'w-full'}
        aria-label={label}
        value={value}
        placeholder={placeholder}
        onValue={setValue}
        onBlur={() => {
          if (value !== start) void save(value);
        }}
      />
      {folder && (
        <Button
          onClick={() => {
            void native()
              .pickFolder()
              .then((path) => {
                if (path !== undefined) void save(path);
              });
          }}
        >
          {TEXTS.form.browse}
        </Button>
      )}
    </Row>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="border-line border-t py-3">
      <h2 className="mb-1 font-semibold text-12">{title}</h2>
      {children}
    </section>
  );
}

function Row({
  label,
  help,
  wide = false,
  children,
}: {
  readonly label: string;
  readonly help?: string;
  /** Wide controls share one left edge. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex min-h-9 items-center justify-between gap-4 py-1">
      <div>
        <div className="text-12 text-tx-2">{label}</div>
        {help && <div className="text-11 text-tx-3">{help}</div>}
      </div>
      <div className={clsx('flex items-center gap-2 text-12', wide && 'w-90 shrink-0')}>{children}</div>
    </div>
  );
}
