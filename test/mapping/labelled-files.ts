export type LabelledFiles = Record<
  string,
  { file?: string; columns: readonly (readonly [string, string, string | null])[] }
>

/** Header, values separated by ";", right answer (object and property) or null. */
export const LABELLED_FILES: LabelledFiles = {
  'English contacts': {
    columns: [
      ['First Name', 'Ann;Bob', '0-1 firstname'],
      ['Surname', 'Hill;Reed', '0-1 lastname'],
      ['E-mail Address', 'ann@hill.com;bob@reed.org', '0-1 email'],
      ['Cell', '+1 415 555 0100;+1 415 555 0101', '0-1 mobilephone'],
      ['Employer', 'Acme Inc;Globex LLC', '0-1 company'],
      ['Email Opt Out', 'yes;no', null],
      ['Created At', '2024-01-02;2024-02-03', null],
      ['Customer ID', 'A-17;A-18', null],
    ],
  },
  'Outlook contacts': {
    columns: [
      ['First Name', 'Ann;Bob', '0-1 firstname'],
      ['Middle Name', 'M.;', null],
      ['Last Name', 'Hill;Reed', '0-1 lastname'],
      ['Given Yomi', ';', null],
      ['Surname Yomi', ';', null],
      ['E-mail Address', 'ann@hill.com;bob@reed.org', '0-1 email'],
      ['Company Yomi', ';', null],
    ],
  },
  'German contacts': {
    columns: [
      ['Anrede', 'Herr;Frau', '0-1 salutation'],
      ['Name', 'Berger;Vogt', '0-1 lastname'],
      ['Vorname', 'Jürgen;Ute', '0-1 firstname'],
      ['Straße/Nr.', 'Lindenweg 5;Am Markt 3', '0-1 address'],
      ['PLZ', '50667;80331', '0-1 zip'],
      ['Ort', 'Köln;München', '0-1 city'],
      ['Tel. geschäftlich', '0221 123456;089 654321', '0-1 phone'],
      ['Mobilnummer', '0171 1234567;0172 7654321', '0-1 mobilephone'],
      ['Geburtsdatum', '15.04.1978;31.12.1980', '0-1 date_of_birth'],
      ['USt-IdNr.', 'DE123456789;DE987654321', null],
    ],
  },
  'French contacts': {
    columns: [
      ['Civilité', 'M.;Mme', '0-1 salutation'],
      ['Nom', 'Moreau;Petit', '0-1 lastname'],
      ['Prénom', 'Luc;Anne', '0-1 firstname'],
      ['Courriel', 'luc@moreau.fr;anne@petit.fr', '0-1 email'],
      ['Tél. portable', '06 12 34 56 78;06 98 76 54 32', '0-1 mobilephone'],
      ['Société', 'Dupont SARL;Durand SAS', '0-1 company'],
      ["Date d'inscription", '01/02/2024;15/03/2024', null],
    ],
  },
  'Spanish contacts': {
    columns: [
      ['Nombre', 'Ana;Luis', '0-1 firstname'],
      ['Apellidos', 'García;Pérez', '0-1 lastname'],
      ['Correo electrónico', 'ana@garcia.es;luis@perez.es', '0-1 email'],
      ['Código postal', '28001;08002', '0-1 zip'],
      ['Provincia', 'Madrid;Barcelona', '0-1 state'],
    ],
  },
  'Portuguese contacts': {
    columns: [
      ['Nome', 'Bruno;Marta', '0-1 firstname'],
      ['Sobrenome', 'Silva;Costa', '0-1 lastname'],
      ['Celular', '+55 11 91234-5678;+55 21 99876-5432', '0-1 mobilephone'],
      ['CEP', '01310-100;20040-002', '0-1 zip'],
      ['CPF', '123.456.789-09;987.654.321-00', null],
    ],
  },
  'Italian contacts': {
    columns: [
      ['Nome', 'Luca;Sara', '0-1 firstname'],
      ['Cognome', 'Rossi;Bianchi', '0-1 lastname'],
      ['Cellulare', '333 1234567;347 7654321', '0-1 mobilephone'],
      ['CAP', '20121;00184', '0-1 zip'],
      ['Partita IVA', '01234567890;09876543210', null],
    ],
  },
  'Dutch contacts': {
    columns: [
      ['Voornaam', 'Jan;Els', '0-1 firstname'],
      ['Tussenvoegsel', 'van;de', null],
      ['Achternaam', 'Dijk;Boer', '0-1 lastname'],
      ['E-mailadres', 'jan@dijk.nl;els@boer.nl', '0-1 email'],
      ['Woonplaats', 'Utrecht;Leiden', '0-1 city'],
    ],
  },
  'Japanese contacts': {
    columns: [
      ['姓', '佐藤;鈴木', '0-1 lastname'],
      ['名', '太郎;花子', '0-1 firstname'],
      ['メールアドレス', 'taro@sato.jp;hanako@suzuki.jp', '0-1 email'],
      ['携帯電話番号', '090-1234-5678;080-8765-4321', '0-1 mobilephone'],
      ['ふりがな', 'さとう;すずき', null],
      ['郵便番号', '100-0001;530-0001', '0-1 zip'],
    ],
  },
  'Swedish contacts': {
    columns: [
      ['Förnamn', 'Erik;Karin', '0-1 firstname'],
      ['Efternamn', 'Lund;Berg', '0-1 lastname'],
      ['E-post', 'erik@lund.se;karin@berg.se', '0-1 email'],
      ['Ort', 'Malmö;Lund', '0-1 city'],
    ],
  },
  'Polish contacts': {
    columns: [
      ['Imię', 'Piotr;Anna', '0-1 firstname'],
      ['Nazwisko', 'Nowak;Kowalska', '0-1 lastname'],
      ['Telefon komórkowy', '+48 601 234 567;+48 602 345 678', '0-1 mobilephone'],
      ['NIP', '1234567890;2345678901', null],
    ],
  },
  companies: {
    file: 'accounts.csv',
    columns: [
      ['Account Name', 'Acme Inc;Globex LLC', '0-2 name'],
      ['BillingCity', 'Austin;Boston', '0-2 city'],
      ['ShippingCity', 'Austin;Boston', null],
      ['NumberOfEmployees', '120;4500', '0-2 numberofemployees'],
      ['Industry', 'Retail;Banking', '0-2 industry'],
      ['Website', 'https://acme.com;https://globex.com', '0-2 website'],
    ],
  },
  deals: {
    columns: [
      ['Deal - Title', 'Acme renewal;Globex pilot', '0-3 dealname'],
      ['Deal - Value', '1200.50;800', '0-3 amount'],
      ['Deal - Stage', 'Proposal;Won', '0-3 dealstage'],
      ['Deal - Expected close date', '2026-03-31;2026-04-30', '0-3 closedate'],
      ['Deal - Organization', 'Acme Inc;Globex LLC', '0-2 name'],
      ['Deal - Owner', 'Ann Hill;Bob Reed', '0-3 hubspot_owner_id'],
    ],
  },
  tickets: {
    columns: [
      ['Ticket ID', '1;2', null],
      ['Subject', 'Printer is broken;Cannot log in', '0-5 subject'],
      ['Status', 'Open;Closed', '0-5 hs_pipeline_stage'],
      ['Priority', 'High;Low', '0-5 hs_ticket_priority'],
      ['Requester email', 'ann@hill.com;bob@reed.org', '0-1 email'],
      ['Description', 'It does not print any more since Monday.;The password is refused.', '0-5 content'],
    ],
  },
  products: {
    columns: [
      ['SKU', 'AB-1;AB-2', '0-7 hs_sku'],
      ['Product name', 'Blue mug;Red shirt', '0-7 name'],
      ['Unit price', '9.90;19.90', '0-7 price'],
      ['Cost per item', '3.10;8.20', '0-7 hs_cost_of_goods_sold'],
      ['Units in stock', '12;40', null],
    ],
  },
  orders: {
    columns: [
      ['Order number', '1001;1002', '0-3 dealname'],
      ['Email', 'ann@hill.com;bob@reed.org', '0-1 email'],
      ['Payment method', 'Card;PayPal', null],
      ['Shipping city', 'Austin;Boston', null],
      ['Billing city', 'Austin;Boston', '0-1 city'],
      ['Lineitem quantity', '1;2', '0-8 quantity'],
      ['Lineitem name', 'Blue mug;Red shirt', '0-8 name'],
      ['Lineitem price', '9.90;19.90', '0-8 price'],
    ],
  },
  'Google contacts': {
    columns: [
      ['Given Name', 'Ann;Bob', '0-1 firstname'],
      ['Family Name', 'Hill;Reed', '0-1 lastname'],
      ['E-mail 1 - Type', 'Work;Home', null],
      ['E-mail 1 - Value', 'ann@hill.com;bob@reed.org', '0-1 email'],
      ['Phone 1 - Value', '+1 415 555 0100;+1 415 555 0101', '0-1 phone'],
      ['Organization 1 - Name', 'Acme Inc;Globex LLC', '0-1 company'],
      ['Organization 1 - Title', 'CEO;Sales Manager', '0-1 jobtitle'],
    ],
  },
}
