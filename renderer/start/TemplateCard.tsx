import {
  Cloud,
  CornerDownRight,
  Ellipsis,
  FileJson,
  Folder,
  GraduationCap,
  type LucideIcon,
  PenLine,
  Trash2,
  Unplug,
  Workflow,
} from 'lucide-react';
import type { TemplateInfo } from '../../core/contract/project.ts';
import { Button } from '../parts/Button.tsx';
import { Chip } from '../parts/Chip.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Menu } from '../parts/Menu.tsx';
import { START_TEXTS } from '../texts/start.ts';
import { bringIn } from './bring-in-state.ts';
import { removeTemplate } from './own-templates.ts';
import { TemplateMiniature } from './TemplateMiniature.tsx';

const TEXTS = START_TEXTS.templates;

const NEED_ICONS: Readonly<Record<string, LucideIcon>> = {
  offline: Unplug,
  endpoint: Cloud,
  folder: Folder,
  captioner: PenLine,
  'dataset-file': FileJson,
  trainer: GraduationCap,
};

/** A template: its flow drawn small, what it does, what it needs and what comes out. */
export function TemplateCard({ template }: { readonly template: TemplateInfo }) {
  const { title, summary, gives, needs, nodes, own } = template;
  return (
    <article className="flex flex-col overflow-hidden rounded-6 border border-line-2 bg-bg-3">
      <TemplateMiniature template={template} />
      <div className="flex flex-1 flex-col gap-1 border-line border-t p-3">
        <div className="flex items-center justify-between gap-2">
          <h3 className="min-w-0 truncate font-semibold text-13" title={title}>
            {title}
          </h3>
          {own && <OwnMenu template={template} />}
        </div>
        {summary !== title && <p className="text-12 text-tx-2">{summary}</p>}
        {gives !== '' && (
          <p className="flex items-start gap-1.5 text-12 text-tx-2">
            <CornerDownRight size={12} strokeWidth={1.75} className="mt-0.5 shrink-0 text-tx-3" aria-hidden />
            <span className="sr-only">{TEXTS.gives}</span>
            {gives}
          </p>
        )}
        <div className="mt-auto flex flex-wrap items-center gap-1.5 pt-2">
          {needs.map((need) => (
            <Chip key={need} tone={need === 'offline' ? 'ok' : 'plain'} icon={NEED_ICONS[need]}>
              {TEXTS.needs[need] ?? need}
            </Chip>
          ))}
          <Chip icon={Workflow}>{TEXTS.nodes(nodes.length)}</Chip>
          <Button
            size="small"
            className="ml-auto"
            aria-label={TEXTS.useThis(title)}
            onClick={() => bringIn({ template })}
          >
            {TEXTS.use}
          </Button>
        </div>
      </div>
    </article>
  );
}

function OwnMenu({ template }: { readonly template: TemplateInfo }) {
  return (
    <Menu
      align="end"
      trigger={<IconButton icon={Ellipsis} iconSize={14} size={24} label={TEXTS.more(template.title)} />}
      groups={[
        [
          {
            label: TEXTS.remove,
            icon: Trash2,
            danger: true,
            onChoose: () => void removeTemplate(template.id),
          },
        ],
      ]}
    />
  );
}
