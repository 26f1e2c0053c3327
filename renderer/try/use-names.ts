import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { TriedColumnState } from '../../core/side-by-side.ts';
import { api } from '../rpc/queries.ts';
import { type ColumnName, columnName, type Names } from './column-names.ts';

const NONE: readonly never[] = [];

/** What columns are named by; empty until the engine has answered. */
export function useNames(): Names {
  const types = useQuery(api.flow.nodeTypes.queryOptions()).data;
  const presets = useQuery(api.sideBySide.prompts.queryOptions()).data ?? NONE;
  const models = useQuery(api.captioner.models.queryOptions()).data ?? NONE;
  const endpoints = useQuery(api.captioner.endpoints.queryOptions()).data ?? NONE;
  return useMemo(
    () => ({ catalog: new Map((types ?? []).map((type) => [type.type, type])), presets, models, endpoints }),
    [types, presets, models, endpoints],
  );
}

/** Names of the board's columns, in their order. */
export function useColumnNames(columns: readonly TriedColumnState[]): readonly ColumnName[] {
  const names = useNames();
  return useMemo(() => columns.map((column) => columnName(column, names)), [columns, names]);
}
