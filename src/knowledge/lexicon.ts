/**
 * What people ask a small business about, with the words they use for it: English, Afrikaans, isiZulu, isiXhosa, Sesotho.
 * Written from price lists, websites and how people speak, never from test questions. "~" before a word: anywhere inside one,
 * for languages that grow prefixes ("ngingakhokha"). Two words: side by side.
 */
export const concepts: Readonly<Record<string, string>> = {
  price:
    'how much, price, pricing, cost, charge, rate, fee, tariff, expensive, cheap, quote, rand, hoeveel, prys, pryse, kos, koste, duur, goedkoop, malini, ~malini, ~intengo, ~amanani, ~ixabiso, bokae, theko',
  duration:
    'how long, duration, minutes, hours long, take long, hoe lank, ~isikhathi esingakanani, ~ixesha elingakanani, nako e kae',
  where:
    'where, address, location, located, directions, get there, get to you, find you, find us, situated, landmark, map, pin, near, which area, waar, adres, naby, kuphi, ~kuphi, ~ikheli, phi, idilesi, kae, aterese',
  when: 'when, what time, wanneer, hoe laat, nini, ~nini, neng',
  hours:
    'open, opening, close, closing, hours, trading, oop, toe, sluit, maak oop, ~vula, ~vala, bula, kwala',
  weekend:
    'weekend, saturday, sunday, naweek, saterdag, sondag, ~mgqibelo, ~sonto, ~cawa, moqebelo, sontaha',
  holiday:
    'holiday, public holiday, christmas, easter, new year, vakansie, vakansiedag, kersfees, ~iholide, ~khisimusi, keresemese',
  contact:
    'phone, number, telephone, cell, contact, email, e mail, mail, landline, bel, nommer, foon, epos, ~inombolo, ~ucingo, ~fowuna, founo',
  social: 'instagram, insta, facebook, fb, tiktok, social media, page, follow',
  website: 'website, site, online, web, webwerf, link, url',
  pictures:
    'picture, pic, pics, photo, portfolio, gallery, example, catalogue, foto, fotos, prent, ~isithombe, ~izithombe, ~umfanekiso, setshwantsho',
  parking: 'park, parking, parked, bay, bays, garage, parkering, parkeer, ~paka, ~phaka, ~ukupaka',
  transport:
    'taxi, bus, train, station, transport, uber, bolt, trein, ~amatekisi, ~itekisi, ~isiteshi',
  access: 'wheelchair, stairs, ramp, accessible, disabled, lift, rolstoel, trappe, ~abakhubazekile',
  pay: 'pay, payment, paid, betaal, betaling, ~khokh, ~hlawul, ~bhatal, lefa, patala',
  card: 'card, credit card, debit, speedpoint, speed point, yoco, tap, swipe, visa, mastercard, kaart, ~ikhadi, ~ngekhadi, karete',
  cash: 'cash, kontant, ~ukheshi, ~ngekheshi, ~imali esandleni',
  transfer:
    'eft, transfer, bank, banking details, account number, snapscan, zapper, payshap, ewallet, oorplasing, ~ibhange',
  deposit:
    'deposit, upfront, up front, in advance, deposito, vooruit, ~idiphozi, ~idiphozithi, tefo ya pele',
  terms:
    'lay by, layby, instalment, installment, terms, payment plan, credit, account, paaiement, afbetaal, ~isikweletu',
  invoice: 'invoice, receipt, slip, vat, statement, faktuur, kwitansie, btw, ~irisidi, ~invoyisi',
  discount:
    'discount, special, specials, promo, promotion, sale, deal, off, coupon, afslag, spesiale, ~isaphulelo, ~isephulelo, theolelo',
  concession:
    'student, pensioner, senior, pensioners, studente, pensioenaris, ~umfundi, ~abafundi, ~impesheni',
  voucher: 'voucher, gift, gift card, present, geskenk, geskenkbewys, ~isipho, mpho',
  loyalty: 'loyalty, points, rewards, member, membership, lidmaatskap, ~ubulungu',
  refund: 'refund, money back, return, exchange, terugbetaal, ruil, ~buyiselwa imali, ~ukubuyisa',
  guarantee:
    'guarantee, warranty, fix it, redo, happy, unhappy, mistake, waarborg, ~iwaranti, ~isiqinisekiso',
  booking:
    'book, booking, appointment, reserve, reservation, slot, bespreek, bespreking, afspraak, ~bhuk, ~bhukha, ~idinga, ~aphoyinti',
  cancel: 'cancel, cancellation, cancelling, kanselleer, kansellasie, ~khansel, ~rhoxis, hlakola',
  change: 'reschedule, move, change, postpone, skuif, verander, ~shintsha, ~tshintsha, fetola',
  late: 'late, running late, delay, delayed, traffic, laat, ~ephuz, morao',
  walkin:
    'walk in, walk ins, walkin, without booking, without an appointment, just come, sonder afspraak, ~ngaphandle kokubhuka',
  children:
    'child, children, kid, kids, baby, babies, toddler, son, daughter, kinders, baba, seun, dogter, ~ingane, ~izingane, ~abantwana, ~umntwana, ngwana, bana',
  pets: 'pet, pets, dog, dogs, cat, cats, puppy, hond, honde, kat, troeteldiere, ~inja, ~izinja, ~ikati, ntja',
  women:
    'lady, ladies, women, womens, woman, female, girl, wife, girlfriend, dames, vrou, vrouens, ~abesifazane, basadi',
  men: 'gent, gents, men, mens, man, male, guy, boy, mans, husband, boyfriend, ~amadoda, ~abesilisa, banna',
  hair: 'hair, hare, haar, ~izinwele, ~iinwele, moriri',
  cut: 'cut, haircut, trim, fade, clipper, sny, haarsny, ~gunda, ~ukugunda, ~cheba, kuta',
  braids:
    'braid, braids, braiding, plait, cornrow, cornrows, weave, dreads, dreadlock, dreadlocks, locs, vlegsel, vlegsels, ~eluka, ~ukweluka, loha',
  colour: 'colour, color, dye, tint, highlights, bleach, kleur, ~umbala, mmala',
  nails: 'nail, nails, manicure, pedicure, gel, acrylic, naels, ~izinzipho, manala',
  makeup: 'make up, makeup, lash, lashes, brows, eyebrow, facial, grimering, wimpers',
  wedding: 'wedding, bridal, bride, matric dance, troue, bruid, ~umshado, ~umtshato, lenyalo',
  allergy: 'allergy, allergic, sensitive, patch test, reaction, allergie, ~aleji',
  products:
    'product, brand, shampoo, stock, supplies, produkte, handelsmerk, ~umkhiqizo, ~imikhiqizo',
  bring: 'bring, come with, my own, own, saambring, bring saam, ~ngiphathe, ~ndiphathe',
  prepare: 'prepare, before, beforehand, ready, voorberei, voor die tyd, ~lungisel',
  homevisit:
    'house call, home visit, come to me, my house, my place, at home, call out, callout, mobile, travel, huisbesoek, huis toe, ~ekhaya, ~endlini yami',
  delivery:
    'deliver, delivery, courier, shipping, ship, collect, collection, aflewer, aflewering, ~thumel, ~lethwa',
  area: 'area, areas, suburb, cover, far, distance, km, gebied, voorstad, ~indawo, sebaka',
  emergency:
    'emergency, urgent, after hours, burst, noodgeval, dringend, ~phuthuma, ~ngxamis, potlako',
  plumbing:
    'plumber, plumbing, geyser, drain, blocked, leak, leaking, tap, toilet, pipe, loodgieter, lek, drein, pyp, krane, ~ipayipi, ~vuza, ~ompompi',
  electric:
    'electric, electrical, electrician, plug, lights, db board, coc, certificate of compliance, elektrisien, krag, ~ugesi',
  loadshedding:
    'load shedding, loadshedding, power cut, outage, inverter, generator, solar, beurtkrag, ~ukucima kukagesi',
  water: 'water, jojo, borehole, pressure, ~amanzi, metsi',
  tooth:
    'tooth, teeth, dentist, dental, gum, gums, tand, tande, tandarts, ~izinyo, ~amazinyo, leino, meno',
  pain: 'pain, painful, hurt, sore, ache, toothache, seer, pyn, ~buhlungu, ~iintlungu, bohloko',
  cleaning: 'clean, cleaning, cleaner, wash, scale and polish, skoonmaak, ~hlanz, ~geza, hlatswa',
  whitening: 'whiten, whitening, white, bleaching, witmaak, bleik',
  extraction:
    'extract, extraction, pull out, take out, remove, removal, trek, verwyder, ~khipha, ~susa, tlosa',
  filling: 'filling, fill, cavity, crown, root canal, stopsel, vulsel, wortelkanaal',
  medicalaid:
    'medical aid, medical scheme, discovery, bonitas, gems, momentum, insurance, mediese fonds, versekering, ~imedical aid, ~umshwalense',
  newpatient:
    'new patient, new client, new customer, first visit, first time, nuwe, eerste besoek, ~okokuqala',
  documents:
    'id, document, documents, papers, form, certificate, letter, dokumente, vorm, brief, ~incwadi, ~amaphepha',
  room: 'room, rooms, bed, beds, suite, unit, accommodation, stay, sleep, night, kamer, kamers, bed, slaap, verblyf, ~ikamelo, ~igumbi, kamore',
  checkin: 'check in, checkin, arrive, arrival, inklok, aankoms, ~ngena, ~fika',
  checkout: 'check out, checkout, leave, departure, vertrek, uitklok, ~ukuphuma',
  meals:
    'breakfast, dinner, lunch, meal, food, eat, coffee, kitchen, braai, ontbyt, ete, kos maak, ~ukudla, ~ibhulakufesi, dijo',
  diet: 'halaal, halal, kosher, vegan, vegetarian, gluten, veganies',
  pool: 'pool, swim, swimming, swembad, ~ichibi',
  wifi: 'wifi, wi fi, internet, uncapped, fibre, ~iwayifayi',
  smoking: 'smoke, smoking, vape, rook, ~bhema, ~tshaya, tsuba',
  noise: 'noise, party, parties, music, function, partytjie, geraas, ~iphathi',
  safety: 'safe, safety, secure, security, alarm, cctv, veilig, sekuriteit, ~phephile, ~ukuphepha',
  staff:
    'staff, who does, stylist, barber, doctor, dr, owner, qualified, experience, registered, personeel, eienaar, ~umninindlu, ~abasebenzi',
  jobs: 'job, vacancy, vacancies, hiring, work for, internship, cv, werk soek, vakature, ~umsebenzi, mosebetsi',
  language:
    'language, english, afrikaans, zulu, xhosa, sotho, taal, praat, ~ulimi, ~isizulu, ~isixhosa, puo',
  privacy: 'privacy, popia, my data, my information, my details, privaat',
  services:
    'service, services, menu, offer, treatments, what do you do, dienste, ~izinsizakalo, ~iinkonzo, ditshebeletso',
}
