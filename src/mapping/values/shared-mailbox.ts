import type { ColumnProfile } from './column-profile.ts'

/** Mailboxes of a firm, by what stands before the @. */
const SHARED =
  /^(?:info|kontakt|contact|office|buero|mail|post|email|hello|hallo|zentrale|verwaltung|sekretariat|empfang|reception|sales|vertrieb|verkauf|einkauf|service|support|buchhaltung|rechnung(?:en)?|invoices?|billing|accounting|accounts|orders?|bestellung(?:en)?|shop|admin|team|firma|company|contacto|ventas|contatti|contato|vendas|comercial|administracion|biuro|sekretariat|poczta|sprzedaz|kontor|ordre|faktura|receptie|verkoop|administratie|secretariat|contactus|enquiries|enquiry|hola|commerciale|accueil|bonjour)@/i

/** A column of e-mail addresses of which most belong to nobody in particular. */
export const holdsSharedMailboxes = ({ values, share }: Pick<ColumnProfile, 'values' | 'share'>): boolean =>
  share('email') > 0.8 && values.filter((value) => SHARED.test(value.trim())).length > values.length / 2
