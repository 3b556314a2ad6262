import type { LabelledFiles } from './labelled-files.ts'

/** Lists of firms by systems that call everything a name, as bookkeeping and ERP programs do. */
export const LABELLED_FIRMS: LabelledFiles = {
  'Danish customers of a bookkeeping program': {
    columns: [
      ['Kundenr.', '1;2;3', null],
      ['Navn', 'Bach & Søn ApS;Holm Byg A/S;Nordlys ApS', '0-2 name'],
      ['Adresse', 'Vesterbrogade 92;Algade 15;Nørre Allé 7', '0-2 address'],
      ['By', 'Aarhus;Odense;Vejle', '0-2 city'],
      ['Att.', 'Mette Bach;Lars Holm;Anna Lund', '0-1 firstname'],
      ['E-mail', 'mette@bach.dk;lars@holm.dk;anna@nordlys.dk', '0-1 email'],
    ],
  },
  'Spanish firms under the word for a first name': {
    columns: [
      ['Nombre', 'Lastra y Asociados S.L.;Barrena S.A.;Pedrosa S.L.', '0-2 name'],
      ['Dirección', 'Calle Mayor 3;Avenida del Puerto 12;Plaza Nueva 1', '0-2 address'],
      ['Teléfono', '+34 912 555 010;+34 913 555 011;+34 914 555 012', '0-2 phone'],
      ['Email', 'ana@lastra.es;luis@barrena.es;eva@pedrosa.es', '0-1 email'],
    ],
  },
  'people of firms, with the name of the person first': {
    columns: [
      ['Navn', 'Mette Bach;Lars Holm;Anna Lund', '0-1 firstname'],
      ['Firma', 'Bach & Søn ApS;Holm Byg A/S;Nordlys ApS', '0-1 company'],
      ['E-mail', 'mette@bach.dk;lars@holm.dk;anna@nordlys.dk', '0-1 email'],
      ['By', 'Aarhus;Odense;Vejle', '0-1 city'],
    ],
  },
  'accounts with what they owe and whom to ask': {
    columns: [
      ['ID', 'C-1;C-2;C-3', null],
      ['Company Name', 'Robbins Group;Acme Inc;Globex LLC', '0-2 name'],
      ['Primary Contact', 'Ann Hill;Bob Reed;Carla Lake', '0-1 firstname'],
      ['Sales Rep', 'Lara Finch;Omar Bell;Lara Finch', '0-2 hubspot_owner_id'],
      ['Email', 'ann@robbins.com;bob@acme.com;carla@globex.com', '0-1 email'],
      ['Balance', '120.50;0.00;88.10', null],
      ['Credit Limit', '5000;2000;9000', null],
    ],
  },
  'firms with the parts of the name of their contact': {
    columns: [
      ['display_name', 'Robbins Group;Acme Inc;Globex LLC', '0-2 name'],
      [
        'description',
        'Regional distributor of pumps and valves;Payroll startup;Dental chain in Ohio',
        '0-2 description',
      ],
      ['contact_first_name', 'Ann;Bob;Carla', '0-1 firstname'],
      ['contact_last_name', 'Hill;Reed;Lake', '0-1 lastname'],
      ['contact_email', 'ann@robbins.com;bob@acme.com;carla@globex.com', '0-1 email'],
    ],
  },
  'firms with the language of nobody': {
    columns: [
      ['Naam', 'Bakker Bouw BV;De Vries Holding;Smit & Zonen BV', '0-2 name'],
      ['E-mailadres', 'info@bakker.nl;info@devries.nl;info@smit.nl', null],
      ['Straat + nr', 'Kerkstraat 1;Dorpsweg 22;Havenlaan 9', '0-2 address'],
      ['Beheerder', 'Tom Claes;An Peeters;Tom Claes', '0-2 hubspot_owner_id'],
      ['Taal', 'Nederlands;Frans;Nederlands', null],
    ],
  },
  'French firms under the word for a surname, with the fax of nobody': {
    columns: [
      ['Nom', 'Marques S.A.S.;Samson SARL;Martinez et Fils SA', '0-2 name'],
      ['Adresse', '12 rue de Marty;627 boulevard Alexandre;38 avenue Foch', '0-2 address'],
      ['Fax', '02 91 51 06 78;04 82 85 86 62;02 91 51 06 79', null],
      ['Site web', 'https://www.marques.fr;https://www.samson.fr;https://www.martinez.fr', '0-2 website'],
      ['Email', 'contact@marques.fr;contact@samson.fr;contact@martinez.fr', null],
    ],
  },
  'accounts whose firms stand under an unknown word': {
    columns: [
      ['Hesap', '120.01;120.02;120.03', null],
      ['Xyz', 'Kaya Group;Demir Holding;Yıldız Tekstil Ltd', null],
      ['Vergi No', '1234567890;2345678901;3456789012', null],
      ['Bakiye', '120,50;0,00;88,10', null],
      ['Adres', 'Atatürk Cad. 12;Bağdat Cad. 5;Gazi Sok. 3', '0-2 address'],
      ['Yetkili Kişi', 'Ayşe Kaya;Mehmet Demir;Ali Yıldız', '0-1 firstname'],
      ['E-posta', 'ayse@kaya.com.tr;mehmet@demir.com.tr;ali@yildiz.com.tr', '0-1 email'],
    ],
  },
  'firms with what they bought in each year': {
    columns: [
      ['Firma', 'Bakker Bau GmbH;Vries Holding AG;Smit & Söhne KG', '0-2 name'],
      ['Mitarbeiterzahl', '12;40;250', '0-2 numberofemployees'],
      ['Website', 'https://bakker.de;https://vries.de;https://smit.de', '0-2 website'],
      ['Umsatz 2025', '12000;0;8000', null],
      ['Umsatz 2026', '9000;100;0', null],
    ],
  },
  'firms with their own revenue of one year': {
    columns: [
      ['Firma', 'Bakker Bau GmbH;Vries Holding AG;Smit & Söhne KG', '0-2 name'],
      ['Mitarbeiterzahl', '12;40;250', '0-2 numberofemployees'],
      ['Website', 'https://bakker.de;https://vries.de;https://smit.de', '0-2 website'],
      ['Umsatz 2025', '1200000;5000000;80000000', '0-2 annualrevenue'],
    ],
  },
}
