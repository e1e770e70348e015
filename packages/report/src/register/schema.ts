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
  /** What each run said of an event; the one of `events.last_run` counts. */
  patches: {
    patch_no: string;
    event_id: string;
    run_id: string;
    county: string;
    period: string;
    serial: number;
    lead: string;
  };
  /** Events that no run has looked at since the period `since`; the cell is that of a position inside. */
  unobserved: { event_id: string; cell: number; since: string };
  /** Ground that no run has seen since `since`, as it stood after a run: the next one starts from it. EPSG:4326. */
  owed_ground: { run_id: string; since: string; geometry: string };
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
  /** Clues of other departments (违法线索互联): every version that came, none is overwritten. */
  clues: {
    sender: string;
    clue_id: string;
    version: number;
    sha256: string;
    package_sha256: string;
    content: string;
  };
  /** Ground that a version of a clue shares with an event of ours; 0 m² where the clue is a point inside of it. */
  clue_links: { sender: string; clue_id: string; version: number; event_id: string; shared_m2: number };
  /** Packages of clues that went out or came in; `receipt` of a sent one is what the recipient answered, '' before. */
  clue_packages: {
    sha256: string;
    direction: 'out' | 'in';
    party: string;
    at: string;
    who: string;
    clues: number;
    receipt: string;
  };
}
