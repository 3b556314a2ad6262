import type { LabelledFiles } from './labelled-files.ts'

/** Files as programs write them: headers that count, tables in front of columns, sums beside sums. */
export const LABELLED_DUMPS: LabelledFiles = {
  'people under headers that only count': {
    columns: [
      ['Field1', '7731;402;1290', null],
      ['Field2', 'Mary;John;Susan', '0-1 firstname'],
      ['Field3', 'Miller;Clark;Young', '0-1 lastname'],
      ['Field4', '12 High Street;7 Mill Lane;3 Oak Avenue', '0-1 address'],
      ['Field5', 'Springdale;Oak Hollow;Westmere', '0-1 city'],
      ['Field6', 'TX;OK;NM', '0-1 state'],
      ['Field7', '75001;73008;87101', '0-1 zip'],
      ['Field8', 'mary@miller.com;john@clark.org;susan@young.net', '0-1 email'],
    ],
  },
  'people in large towns under letters': {
    columns: [
      ['a', 'Mary;John;Susan', '0-1 firstname'],
      ['b', 'mary@miller.com;john@clark.org;susan@young.net', '0-1 email'],
      ['c', 'Valencia;Bilbao;Sevilla', '0-1 city'],
    ],
  },
  'customers of a Portuguese ledger': {
    columns: [
      ['Cliente', 'C001;C002;C003', null],
      ['Nome', 'Silva & Filhos Lda;Porto Têxteis SA;Casa Norte Lda', '0-2 name'],
      ['Fac_Mor', 'Rua do Sol 12;Avenida Central 7;Rua Nova 3', '0-2 address'],
      ['Fac_Cp', '4700-123;4000-456;8000-789', '0-2 zip'],
      ['Fac_Tel', '+351 253 111 222;+351 222 333 444;+351 289 555 666', '0-2 phone'],
      ['NumContrib', '501234567;502345678;503456789', null],
    ],
  },
  'cases with the fields of the web form': {
    file: 'case_extract.csv',
    columns: [
      ['CASENUMBER', '00012345;00012346;00012347', null],
      ['SUBJECT', 'Cannot log in;Wrong tax on the invoice;Sync is slow', '0-5 subject'],
      ['SUPPLIEDEMAIL', 'ann@hill.com;bob@reed.org;carla@lake.net', '0-1 email'],
      ['SUPPLIEDPHONE', '+1 415 555 0100;+1 415 555 0101;+1 415 555 0102', '0-1 phone'],
    ],
  },
  'customers of a bookkeeping program, firms and people': {
    columns: [
      ['Name (Adressattyp Unternehmen)', 'Nordlicht GmbH;;Elbe AG', '0-2 name'],
      ['Name (Adressattyp natürl. Person)', ';Huber;', '0-1 lastname'],
      ['Vorname (Adressattyp natürl. Person)', ';Petra;', '0-1 firstname'],
      ['E-Mail', 'kontakt@nordlicht.de;petra@huber.de;info@elbe.de', '0-1 email'],
    ],
  },
  'deals with a stage beside a status': {
    columns: [
      ['Deal Title', 'Acme - Annual plan;Globex - Onboarding;Initech - Renewal', '0-3 dealname'],
      ['Deal Value', '1200.50;980.00;4500.00', '0-3 amount'],
      ['Stage', 'To contact;In contact;Follow up', '0-3 dealstage'],
      ['Deal Status', 'Open;Won;Lost', null],
    ],
  },
  'quotes with their lines': {
    columns: [
      ['Quote Number', 'QU-1;QU-1;QU-2', null],
      ['Deal Name', 'Acme rollout;Acme rollout;Globex rollout', '0-3 dealname'],
      ['Valid Until', '2027-01-10;2027-01-10;2027-02-20', null],
      ['Account Name', 'Acme Inc;Acme Inc;Globex LLC', '0-2 name'],
      ['Product Name', 'Router X1;Access Point;Router X1', '0-8 name'],
      ['Quantity', '2;5;1', '0-8 quantity'],
      ['List Price', '99.50;45.00;99.50', '0-8 price'],
      ['Total', '199.00;225.00;99.50', null],
      ['Grand Total', '424.00;424.00;99.50', '0-3 amount'],
    ],
  },
  'orders with a sum that is called like who sells': {
    columns: [
      ['Order ID', 'CA-1001;CA-1002;CA-1003', null],
      ['Order Date', '11/8/2025;11/9/2025;11/10/2025', '0-3 closedate'],
      ['Ship Date', '11/11/2025;11/12/2025;11/13/2025', null],
      ['Customer Name', 'Mary Miller;John Clark;Susan Young', '0-1 firstname'],
      ['Product Name', 'Somerset Bookcase;IP Phone 5320;Folding Table', '0-8 name'],
      ['Sales', '261.960;731.940;914.620', null],
      ['Quantity', '2;3;1', '0-8 quantity'],
    ],
  },
  'students of a few fields that sound like firms': {
    columns: [
      [
        'Full name',
        'Mary Miller;John Clark;Susan Young;Ann Hill;Bob Reed;Carla Lake;Tom Fox;Eve Ray;Ian Poe',
        '0-1 firstname',
      ],
      ['Email', 'a@a.com;b@b.com;c@c.com;d@d.com;e@e.com;f@f.com;g@g.com;h@h.com;i@i.com', '0-1 email'],
      [
        'Specialization',
        'Media and Advertising;Business Administration;Select;Media and Advertising;Business Administration;Select;Media and Advertising;Business Administration;Select',
        null,
      ],
    ],
  },
  'users of a website': {
    columns: [
      ['user_email', 'mary@miller.com;john@clark.org;susan@young.net', '0-1 email'],
      ['first_name', 'Mary;John;Susan', '0-1 firstname'],
      ['role', 'customer;subscriber;shop_manager', null],
    ],
  },
  'a German address book with titles at work': {
    columns: [
      ['Vorname', 'Petra;Hans;Uwe', '0-1 firstname'],
      ['Nachname', 'Huber;Meier;Krause', '0-1 lastname'],
      ['Dienstlich: Titel', 'Architektin;Geschäftsführer;Buchhalter', '0-1 jobtitle'],
      ['Dienstlich: Ort', 'Ulm;Kiel;Bonn', '0-1 city'],
    ],
  },
  'firms of a Polish ledger with a code in front': {
    file: 'klienci.csv',
    columns: [
      ['Symbol', 'K788;K506;K832', null],
      ['Nazwa pełna', 'Gabinety Golda Sp. z o.o.;Lewek Sp. z o.o.;Grupa Żabka Sp. z o.o.', '0-2 name'],
      ['NIP', '5261040828;5252248481;7740001454', null],
      ['Ulica', 'Polna 3;Leśna 12;Długa 7', '0-2 address'],
      ['Kod', '32-748;48-124;33-460', '0-2 zip'],
      ['Miejscowość', 'Bochnia;Nysa;Limanowa', '0-2 city'],
      ['Kraj', 'Polska;Polska;Polska', '0-2 country'],
      ['E-mail', 'biuro@golda.pl;biuro@lewek.pl;sekretariat@zabka.pl', null],
      ['Fax', '+48 12 345 67 89;+48 77 123 45 67;+48 18 222 33 44', null],
    ],
  },
  'lines of orders with a revenue': {
    columns: [
      ['order_id', '1;1;2', null],
      ['customers', 'Corey Morales;Corey Morales;Martha Barry', '0-1 firstname'],
      ['city', 'Huntville;Huntville;Johnbury', '0-1 city'],
      ['order_date', '2025-03-01;2025-03-01;2025-03-04', '0-3 closedate'],
      ['total_units', '2;1;1', '0-8 quantity'],
      ['revenue', '1199.98;599.99;429.00', null],
      ['product_name', 'Slash 8;Straggler;Cruiser 1', '0-8 name'],
      ['store_name', 'Baldwin Bikes;Baldwin Bikes;Rowlett Bikes', null],
    ],
  },
  'parties of an Indian ledger': {
    columns: [
      ['Party Name', 'Shree Traders Ltd;Om Textiles Ltd;Hari Foods Ltd', '0-2 name'],
      ['GSTIN', '27AAACS1234A1Z5;24AAACO1234A1Z5;27AAACH1234A1Z5', null],
      ['Address', '12 MG Road;7 Ring Road;3 Station Road', '0-2 address'],
      ['Place', 'Pune;Surat;Nashik', '0-2 city'],
      ['State', 'Maharashtra;Gujarat;Maharashtra', '0-2 state'],
      ['Pincode', '411001;395002;422001', '0-2 zip'],
    ],
  },
  'guests of a Japanese salon': {
    columns: [
      ['お名前', '佐藤 健;鈴木 愛;田中 美樹', '0-1 firstname'],
      ['メールアドレス', 'ken@a.jp;ai@b.jp;miki@c.jp', '0-1 email'],
      ['担当美容スタッフ', '山田;高橋;山田', '0-1 hubspot_owner_id'],
    ],
  },
  'a Swiss address book': {
    columns: [
      ['Nachname', 'Huber;Meier;Krause', '0-1 lastname'],
      ['Vorname', 'Petra;Hans;Uwe', '0-1 firstname'],
      ['Tel. G', '044 123 45 67;031 765 43 21;061 222 33 44', '0-1 phone'],
      ['E-Mail G', 'petra@huber.ch;hans@meier.ch;uwe@krause.ch', '0-1 email'],
      ['UmsatzGes', '60.321,19;42.394,64;8.713,92', null],
    ],
  },
  'vendors of a large ledger': {
    columns: [
      ['NAME1', 'Acme Inc;Globex LLC;Initech Corp', '0-2 name'],
      ['STRAS', '5524 Barron Mountains;590 Foster Fields;82475 Smith Creek', '0-2 address'],
      ['ORT01', 'Austin;Waco;Tulsa', '0-2 city'],
      ['XYZQ', '75001;76701;74101', '0-2 zip'],
      ['LAND1', 'US;US;US', '0-2 country'],
    ],
  },
  'owners of houses with a price as long as a postal code': {
    columns: [
      ['Eigentümer Name', 'Petra Huber;Hans Meier;Uwe Krause', '0-1 firstname'],
      ['Telefon', '+49 30 1234567;+49 40 7654321;+49 89 2223344', '0-1 phone'],
      ['E-Mail', 'petra@huber.de;hans@meier.de;uwe@krause.de', '0-1 email'],
      ['Objektadresse', 'Lindenweg 3;Hauptstraße 12;Am Bach 7', null],
      ['Kaufwert', '651343;781698;787241', null],
    ],
  },
  'people in Britain without a header': {
    columns: [
      ['a', '48213;10442;99120', null],
      ['b', 'Mr;Mrs;Ms', '0-1 salutation'],
      ['c', 'Peter;Mary;Susan', '0-1 firstname'],
      ['d', 'Miller;Clark;Young', '0-1 lastname'],
      ['e', 'Flat 33, Johnston Camp;6 Ashley Cove;9 Mill Lane', '0-1 address'],
      ['f', 'West Dominicview;Russellshire;East Alexberg', '0-1 city'],
      ['g', 'BA1 1AA;YO1 7HH;SW1A 2AA', '0-1 zip'],
      ['h', 'peter@miller.co.uk;mary@clark.co.uk;susan@young.co.uk', '0-1 email'],
    ],
  },
  'incidents and who requested them': {
    file: 'incidents.csv',
    columns: [
      ['Incident Number', 'INC-1;INC-2;INC-3', null],
      ['Short Description', 'Laptop will not boot;VPN drops;Badge reader down', '0-5 subject'],
      ['Requested By', 'Gloria Jones;Mary Miller;John Clark', null],
      ['Requester Email Address', 'gloria@a.com;mary@b.com;john@c.com', '0-1 email'],
      ['State', 'Open;Pending;Resolved', '0-5 hs_pipeline_stage'],
    ],
  },
  'items of a bookkeeping program with its accounts': {
    columns: [
      ['*ItemCode', 'CHA-01;TAB-02;PAR-03', '0-7 hs_sku'],
      ['ItemName', 'Garden chair;Oak table;Parasol 3m', '0-7 name'],
      ['Quantity', '4;12;7', null],
      ['PurchasesUnitPrice', '19.50;99.00;45.25', '0-7 hs_cost_of_goods_sold'],
      ['PurchasesAccount', '310;310;310', null],
      ['SalesUnitPrice', '39.50;199.00;85.00', '0-7 price'],
      ['SalesAccount', '200;200;200', null],
    ],
  },
  'accounts of an old database': {
    columns: [
      ['acct_nm', 'Acme Inc;Globex LLC;Initech Corp', '0-2 name'],
      ['bill_cty', 'Austin;Waco;Tulsa', '0-2 city'],
      ['ind_desc', 'Manufacturing;Healthcare;Retail', '0-2 industry'],
      ['num_emp', '120;45;9000', '0-2 numberofemployees'],
      ['ann_rev', '1500000;420000;98000000', '0-2 annualrevenue'],
      ['own_nm', 'Dana Fry;Lou Kim;Dana Fry', '0-2 hubspot_owner_id'],
    ],
  },
}
