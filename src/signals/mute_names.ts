/** What stands in place of a ticker where a person mutes more than one stock. */

/** Every signal to buy, for a while: a pause. */
export const EVERY_TICKER = "*";
/** The same until somebody lifts it. */
export const HALT = "!";
/** The same while somebody works on the machines; outages are not told then either. */
export const MAINTENANCE = "#maintenance";
/** The sound of outages. */
export const OUTAGES = "#outages";
