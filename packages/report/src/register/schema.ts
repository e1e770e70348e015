/** Tables of the register, the same in SQLite and PostgreSQL: text, integers and doubles only; JSON as canonical text. */
export interface RegisterTables {
  meta: { key: string; value: string };
  runs: {
    run_id: string;
    number: number;
    period: string;
    date_before: string;
    date_after: string;
    fingerprint: string;
    digest: string;
  };
  /** One row an event: a place of disturbed ground followed over periods. Geometry: its latest patch, EPSG:4326. */
  events: {
    event_id: string;
    county: string;
    first_period: string;
    last_period: string;
    last_run: string;
    status: string;
    change: string;
    geometry: string;
    area_m2: number;
    /** Area in the last earlier period; null where there is none. */
    prior_area_m2: number | null;
    /** Number of the history entry that last touched it: a decision made on an older one is stale. */
    revision: number;
  };
  /** Cells of a fixed grid that the box of an event meets: the spatial index of both databases. */
  event_cells: { cell: number; event_id: string };
  patches: {
    patch_no: string;
    event_id: string;
    run_id: string;
    county: string;
    period: string;
    serial: number;
    lead: string;
  };
  lineage: { parent_id: string; child_id: string; kind: string; run_id: string };
  /** 下发 patches of ministry or province. */
  issued: { issued_no: string; batch: string; geometry: string; attributes: string };
  history: {
    seq: number;
    event_id: string;
    at: string;
    who: string;
    action: string;
    detail: string;
    prev_hash: string;
    hash: string;
  };
}
