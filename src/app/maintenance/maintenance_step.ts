/** Why somebody holds something back: a time of maintenance is a mute of its own name, with the words of whoever set it. */
export const MAINTENANCE_STEP = "ALTER TABLE mute ADD COLUMN why TEXT CHECK (length(why) BETWEEN 1 AND 200);";
