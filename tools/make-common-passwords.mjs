// Makes src/passwords/data/common-passwords.ts, the list that isCommonPassword looks into. Only to change the list:
//
//   dir=$(mktemp -d)
//   npm install --prefix "$dir" @zxcvbn-ts/language-common@4.1.3 @zxcvbn-ts/language-fr@4.1.2
//   npm exec -- node tools/make-common-passwords.mjs "$dir/node_modules"
//
// Sources, both MIT (Dropbox 2012-2016, zxcvbn-ts 2021; the notice stands at the head of the file that is written):
//   @zxcvbn-ts/language-common  src/passwords.json   49,233 leaked passwords, the most frequent first
//   @zxcvbn-ts/language-fr      src/firstnames.json  French first names, to pick the French entries out of that list
// and the words below, written by hand, because the common list knows little French and few sentences.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const common = '@zxcvbn-ts/language-common'
const french = '@zxcvbn-ts/language-fr'
const versions = { [common]: '4.1.3', [french]: '4.1.2' }
const target = new URL('../src/passwords/data/common-passwords.ts', import.meta.url)

// Every password down to this rank.
const everyRank = 10_000
// Then only those that a policy of at least 8 characters would let through …
const eightRank = 14_000
// … and those that a policy of at least 12 would let through, whatever their rank.
const longFrom = 12

// Each of these with nothing, and with each suffix.
const frenchStems = `
  admin azerty azertyuiop bienvenue bonjour bonsoir chocolat chouchou choupette coucou doudou etoile france
  jetaime loulou louloute maman marseille mdp monamour moncoeur motdepasse nounours papillon pass password
  princesse qwerty salut soleil toulouse welcome wxcvbn
`
const suffixes = ['', '1', '12', '123', '1234', '12345', '123456', '!', '13']

const frenchWords = `
  0123456789 123azerty 123soleil 1234azer 1a2z3e4r 1a2z3e4r5t a1z2e3r4 a1z2e3r4t5 aqwzsx aqwzsxedc azer azer1234 azert
  aze123 azertyu azertyui azertyuio aqwxsz mlkjhgfdsq nbvcxw poiuytreza qsdfgh qsdfghj qsdfghjk qsdfghjkl qsdfghjklm
  wxcvbnazerty ytreza azertyqwerty qwertyazerty azertyqsdfgh azeqsdwxc
  accueil administrateur changermoi changezmoi code codesecret connexion direction entreprise identifiant informatique
  invite letmoientrer moimeme monmotdepasse motdepass motdepasses motdepassefacile nouveau ordinateur ouvretoi
  passepartout provisoire securite sesame sesameouvretoi stagiaire temporaire travail utilisateur
  amitie amour amoureuse amoureux amours avenir bebe bibiche biloute bisou bisounours bisous bonheur boubou boulette
  cherie cheri chacha choubidou chouchoune choupinette chipie cricri doudoune espoir fanfan fifille fripouille frimousse
  gribouille grosbisous jetadore jetaimefort lapin lapinou liberte loulou13 louloutte lovelove lulu mamanjetaime mamour
  mamounette mapuce merveille mimine minette minou minouche mistigri moimoi monange monbebe moncheri mondoudou monloulou
  mouton nenette nounou nounoune papamaman papounet passion petitange petitcoeur pepette pioupiou pitchoune poupette
  poupou poupoune poussin pupuce puce ptitange sousou titeuf titine titou titoune toietmoi toujours toutoune vielavie
  lavieestbelle pourlavie viveleschats vivelavie vivelafrance
  enfant enfants famille lesenfants maison mamans mamie mariage mesamours mesanges mesenfants papa papi tonton vacances
  abricot ananas banane baguette biscotte bonbon brioche camembert cannelle caramel carambar cerise chocapic citron
  cocotte couscous crepe croissant fraise framboise fromage mirabelle myrtille noisette nougat nutella pistache
  praline raclette ricard saucisson tartiflette vanille
  baleine canard cheval chevaux chaton chatons coccinelle cochon crevette dauphin dauphins ecureuil grenouille
  hirondelle libellule licorne marmotte moustique mouette panthere perroquet pingouin poisson poulet poulette renard
  sanglier souris tigrou tigresse tortue toutou vache
  arcenciel etoiles fleur fleurs lavande lumiere marguerite montagne nuage ocean papillons paradis pivoine plage
  printemps rosier tournesol tulipe violette
  alsace ardeche auvergne belgique bordeaux33 bretagne bretagne29 bretagne35 corse corsica espagne france98 france2018
  grenoble guadeloupe guyane italie lille59 lyon69 lyonnais marseille13 martinique montpellier nantes44 nice06
  normandie paris paris75 parissg portugal provence reims51 rennes35 reunion reunion974 rouen76 savoie strasbourg
  strasbourg67 toulouse31 vendee
  allezlesbleus allezlom allezparis asse42 drogba equipedefrance footballeur griezmann handball judoka lesbleus mbappe
  olympique olympiquelyonnais olympiquedemarseille parissaintgermain petanque psg75 psgpsg rugby rugbyman saintetienne
  stadefrancais stadetoulousain toulousain zidane zinedine
  asterix astroboy barbapapa calimero capucine casimir chihiro clochette dragonball gaston goldorak kirikou lapinblanc
  lepetitprince marsupilami milou mobylette naruto obelix pikachu pokemon sangoku schtroumpf tintin titus tomjerry
  toto toto123 totototo tata tonton123 tutu
  citroen clio peugeot peugeot205 peugeot206 renault scooter twingo voiture
  camion coiffeuse gendarme gendarmerie infirmiere laposte maitresse militaire pompier pompiers professeur sapeur
  algerie barcelone caline celibataire cameroun maroc musique patate reglisse rencontre senegal telechargement tresor
  tuning tunisie
  janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre
  lundi mardi mercredi jeudi vendredi samedi dimanche automne hiver
  bordel chatte connard connasse couille encule merde merde123 nichon putain salope tagueule tamere
`

const frenchGivenNames = `
  adeline adrien agathe agnes alexandra alexandre alexia alexis alice alicia alain alban albane albert amandine ambre
  amelie anais anaelle andre angelique anissa anne annie anthony antoine apolline ariane arlette armand arnaud arthur
  astrid aubin audrey augustin aurelia aurelie aurelien aurore axel axelle ayoub baptiste barbara bastien beatrice
  benedicte benjamin benoit berenice bernadette bernard bertrand blandine boris brigitte bruno camille candice capucine
  carine carole caroline cassandra catherine cecile cedric celestine celia celine chantal charlene charles charline
  charlotte chloe christelle christian christiane christine christophe claire clarisse claude claudine clemence clement
  clementine clothilde coline colette constance coralie corentin corinne cyril cyrille damien daniel danielle david
  deborah delphine denis denise diane didier dimitri dominique dorian dorothee edouard eleonore elena eliane elias elisa
  elisabeth elise eliott elodie eloise emeline emilie emilien emma emmanuel emmanuelle enzo erwan estelle esteban
  etienne eugenie eva evelyne fabien fabienne fabrice fanny farid fatiha fatima fatoumata faustine felix fernand
  florence florent florian florine francine francis franck francois francoise frederic frederique gabin gabriel
  gabrielle gael gaelle gaetan gautier genevieve geoffrey georges gerald geraldine gerard germain ghislaine gilbert
  gilles ginette gregoire gregory guillaume gustave guy gwenaelle hamza helene henri hortense hubert hugo ibrahim ines
  ingrid isabelle jacqueline jacques jeanmarc jeanne jeanpaul jeanpierre jennifer jeremie jeremy jerome jessica joel
  joelle johan johanna jonathan jordan josephine josette josiane juliane julie julien juliette justine kamel karim
  karima karine kevin khadija killian laetitia laura laure laurence laurent laurie laurine lea leila lena leo leonie
  leopold lilian liliane lilou lionel lisa lise loane loic lorraine lou louane louis louise louna lucas lucie lucien
  lucile ludivine ludovic lydie madeleine mael maelle maelys maeva magali magalie malika malo manon manuel marc marcel
  marcelle margaux margot marguerite mariam marianne marie marielle marina marine marion marjorie marlene martial
  martine maryline maryse mateo matheo mathias mathieu mathilde mathis mathys matthias matthieu maud maurice maxence
  maxime maxine melanie melina melissa mehdi mercedes michel michele micheline mickael mireille mohamed monique morgan
  morgane mounir mourad moussa muriel mylene myriam nabil nadege nadia nadine nael nassim natacha nathalie nathan
  nicolas nina noa noam noe noemie nolan nora oceane odette odile olivier olivia ombeline ophelie oriane pascal pascale
  patrice patricia patrick paul paulette pauline perrine philippe pierre pierrick quentin rachid raphael raymond
  regine regis remi remy renaud rene renee robin rodolphe rodrigue roger roland romain romane romuald rosalie roselyne
  roxane ryan sabine sabrina sacha salome samia samir samira samuel sandra sandrine sandy sarah sebastien segolene
  severine sidonie simon simone sofiane solange solene sonia sophie soraya stephane stephanie suzanne sylvain sylvette
  sylviane sylvie tanguy tatiana teddy theo theophile therese thibaud thibault thierry thomas timeo timothee titouan
  tom tristan ulysse ursule valentin valentine valerie vanessa veronique victoire victor victoria vincent virginie
  viviane wilfried william xavier yacine yann yannick yannis yasmine yassine yoann yohan yolande youssef yvan yves
  yvette yvonne zacharie zoe zohra
`

// Long ones that no rule finds: whole sentences and names.
const sentences = `
  administrateursysteme assassinscreed chickennuggets defaultpassword donttouchmyphone enteryourpassword
  grandtheftauto harrypotter idontknowmypassword iforgotmypassword ihatepasswords iloveyousomuch itsasecret
  leagueoflegends lordoftherings manchestercity manchesterunited mychemicalromance mypasswordismypassword
  mypasswordispassword mysecretpassword nevergonnagiveyouup nopasswordneeded notmypassword onceuponatime opensesame
  passwordispassword peanutbutterjelly pleasechangeme pleaseletmein secretpassword spongebobsquarepants
  supersecretpassword temporarypassword thebigbangtheory thequickbrownfox thisisapassword thisisasecret
  thisismypassword thisisnotmypassword tobeornottobe verysecretpassword whatisthepassword youshallnotpass
  youllneverwalkalone
  cestmonmotdepasse cestunsecret commentcava changemonmotdepasse iletaitunefois
  jadoremonchat jaimelechocolat jaimelefoot jaioubliemonmotdepasse jenesaispas jesuislemeilleur jesuislaplusbelle
  jetaimedetoutmoncoeur jetaimepourlavie jetaimepourtoujours jetaimeplusquetout lamourdemavie
  liberteegalitefraternite lemotdepasse lesecret maviemonamour mesenfantscheris metroboulotdodo moncheriamour
  monpremiermotdepasse motdepassesecret motdepasseprovisoire motdepassetemporaire nouveaumotdepasse
  plusbellelavie quelmotdepasse touspourun unpourtoustouspourun unmotdepasse vivelarepublique
`

const root = process.argv[2]
if (root === undefined)
  throw new TypeError('Say where the packages are: node tools/make-common-passwords.mjs <node_modules>')
const read = (name, path) => JSON.parse(readFileSync(join(root, name, path), 'utf8'))
for (const [name, version] of Object.entries(versions)) {
  const found = read(name, 'package.json').version
  if (found !== version) throw new TypeError(`${name} must be ${version}, not ${found}`)
}

const withoutAccents = (name) => name.normalize('NFD').replace(/\p{M}/gu, '')
const words = (text) => text.split(/\s+/).filter(Boolean)
const ranked = read(common, 'src/passwords.json')
const frenchNames = new Set(read(french, 'src/firstnames.json').map(withoutAccents))

const chosen = ranked.filter((password, rank) => {
  if (rank < everyRank || password.length >= longFrom) return true
  return (rank < eightRank && password.length >= 8) || frenchNames.has(password)
})
const byHand = words([frenchWords, frenchGivenNames, sentences].join(' '))
const stems = words(frenchStems).flatMap((stem) => suffixes.map((suffix) => stem + suffix))
const entries = [
  ...new Set([...chosen, ...stems, ...byHand].map((entry) => entry.normalize('NFC').toLowerCase())),
].sort()

const unsafe = entries.filter((entry) => !/^[!-~]+$/.test(entry) || entry.includes('`'))
if (unsafe.length > 0) throw new TypeError(`These do not fit into the file: ${unsafe.join(' ')}`)

const byFirst = Map.groupBy(entries, (entry) => entry[0])
const text = [...byFirst.values()].map((group) => group.join(' ')).join('\n')
const escaped = text.replaceAll('\\', '\\\\').replaceAll('${', '\\${')
const licence = readFileSync(join(root, common, 'LICENSE.txt'), 'utf8').trim()
const notice = licence
  .split('\n')
  .map((line) => ` * ${line}`.trimEnd())
  .join('\n')

writeFileSync(
  target,
  `/*! @license MIT
 * Passwords from @zxcvbn-ts/language-common ${versions[common]}, picked with the help of @zxcvbn-ts/language-fr ${versions[french]}.
 *
${notice}
 */

// Written by tools/make-common-passwords.mjs: change that, not this.

/** ${entries.length.toLocaleString('en')} common passwords in lower case, sorted, white space between them. The rude ones are common too. */
export const commonPasswords = \`
${escaped}
\`
`,
)
const size = gzipSync(readFileSync(target), { level: 9 }).length
process.stdout.write(`${entries.length} passwords, ${text.length} bytes, ${size} gzipped\n`)
