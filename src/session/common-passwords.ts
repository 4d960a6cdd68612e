import { COMMONEST } from './commonest-passwords.ts'

/**
 * The commonest passwords, most used first, of the 20,000 that Django (BSD) refuses, itself taken from leaks: those of eight characters
 * or more, and the words that people lengthen with a number. What the rules beside it refuse anyway is left out.
 */
const COMMON = `
qwerty password iloveyou monkey dragon myspace1 homelesspa target123 zxcvbnm tinkle 1g2w3e4r gwerty
zag12wsx fuckyou qazwsx princess computer ashley michael football sunshine aaaaaa daniel asdfgh
passer2009 shadow superman jordan23 jessica 12qwaszx baseball killer 123456789a master samsung
charlie azerty soccer q1w2e3r4t5y6 jordan fqrg7cs493 blink182 linkedin babygirl1 thomas q1w2e3r4
status michelle liverpool nicole asdasd qwert j38ifubn lovely andrew gfhjkm joshua anthony justin
zxcvbn hello jennifer naruto tigger hunter welcome babygirl 147258369 pokemon robert parola secret
loveme purple mother apple trustno1 matthew buster andrea hannah basketball freedom iloveu chelsea
george friends william samantha amanda golfer summer chocolate flower maggie letmein pakistan batman
asshole1 butterfly marina forever qweqwe fuk19600 mustang internet alexander london harley 29rsavoy
3rjs1la7qe pepper family whatever joseph loveyou jasmine orange cookie junior martin google ginger
patrick arsenal abcdef mylove starwars taylor brandon q1w2e3r4t5 angel diamond snoopy vqsablpzla
myspace asshole qweasd matrix mickey jonathan school melissa eminem lovers cheese 1234567891 richard
yellow nikita oliver bailey cjmasterinf 12345678910 a123456789 christian sophie yuantuo2012
sojdlg123aljg mercedes victoria peanut million2 tudelft benjamin diosesfiel dpbk1234 pe#5gz29ptzmse
abcdefg sandra elizabeth prince banana angels angela samuel qqqqqq qwertyu barcelona hockey monster
ghbdtn nathan chicken 11223344 carlos antonio gabriel silver bubbles slipknot jackson morgan austin
rainbow fuckoff madison natasha vanessa metallica adidas america xxxxxx jesus spiderman alexis
lauren ferrari steven 147852369 tinkerbell qwaszx nirvana bandit nicholas danielle scooter destiny
juventus rachel qazxsw a838hfid 1234567a monica stella zzzzzz 741852963 111222tianya yamaha victor
ronaldo smokey cocacola money booboo heather success 1password november jasper edward tennis
qqww1122 valentina friend sweety exigent nothing chester casper hellokitty super123 hahaha a1b2c3d4
startfinding n0=acc3ss david spongebob1 alexandra canada olivia december sabrina mynoob dennis
dakota patricia playboy barbie johnny music loulou nicolas pretty charles phoenix thunder 4815162342
123hfjdk147 rebecca beautiful spider carolina 123456789q vincent jeremy yankees dallas sebastian
cameron midnight guitar caroline elephant scorpion dolphin tweety fucker lalala louise fuckme
cowboys1 veronica sparky yagjecc826 adrian iw14fi9j newyork september scooby heaven tigers jessie
crystal chris gemini peaches merlin spongebob raiders1 stephanie shannon james sakura apples
precious lakers a1234567 sergey poohbear manchester jackie cristina aa123456 daniela pussy muffin
cooper asdfghjkl1 cherry flowers diablo blessed1 beauty mexico emmanuel winston maverick genius
toyota tiffany charlotte creative winner onelove badboy softball hotmail brittany murphy sayang
compaq manuel kristina scorpio garfield 3odi15ngxb hottie 421uiopy258 aaaaa carmen qazqaz stalker
doudou lastfm brandy 1a2b3c4d steelers claudia rabbit isabella august october badoo boomer dexter
samson 12345678a kimberly angelo 1029384756 popcorn ranger cowboys happy passion shorty christ
snickers albert soleil 1122334455 blessed krishna alyssa barney andrey icecream bitch karina
963852741 california 1v7upjw3nt melanie bismillah babyboy1 eagles iloveme leonardo coffee windows
police christine dancer woaini gangsta1 miguel cowboy swordfish uqa9ebw445 winter maxwell denise
fernando horses hardcore kitten sydney francis cassie pumpkin twilight marlboro rangers martina
florida fylhtq natalie barbara sz9kqcctwy pookie hiphop rockstar stupid fishing vfhbyf greenday
maria trinity fatima angelina d2xyw89sxj bonnie lucky fluffy courtney turtle father darkness kissme
alejandro corvette marseille roberto player friendster lollipop biteme jackass lolita simone
brooklyn alicia honey motorola simple slayer portugal shelby chicago snowball justinbieb awesome
vfrcbv natalia golden people 3d8cubaj2e sweetie raiders boston sharon tucker logitech teresa wilson
mnbvcxz kevin bonjour pamela remember catherine redsox kenneth klaster ssssss ihateyou isabelle
cricket bulldog lizottes marcus sarah marley willow p3rat54797 fender yfnfif connor single magic
blessing camille indian never nastya superstar love4ever goodluck hammer stephen chance marine
marvin changeme santiago strawberry bigdaddy 1123581321 satan666 hotdog mmmmmm arthur iverson3
iceman tintin johnson svetlana cookies orlando parker teacher miller freddy porsche bullshit
yourmom1 christopher loverboy fyfcnfcbz azertyuiop rush2112 angelica travis spencer sunday please
love1234 gateway williams babygurl1 monika ladybug gracie asdfg nissan asdfjkl tiger sunflower
sweetpea jason sasuke raymond zachary undertaker 123698745 evildick a12345678 tamara lollol paradise
sweetheart bianca poopoo shopping lebron23 kawasaki inuyasha fktrcfylh vladimir christina linkinpark
facebook polniypizdec0211 dolphins scarface maryjane qq123456 giovanni career121 australia ig4abox4
realmadrid westside brianna1 qw123321 southside1 getmoney1 francesco 123456aa savannah 111222333
sterling warcraft mahalkita valentin teddybear cjkysirj alessandro bestfriend champion nintendo
volleyball hollister1 element1 passwort francesca w5txn36alfw mariposa gabriela cheyenne happiness
veronika engineer pass1234 virginia estrella simpsons anderson princesa grandma1 bitches1 godisgood
147896325 giuseppe aleksandr kingkong vkontakte hallo123 adgjmptw florence margarita children
skittles cristian serenity hollywood mamapapa 2012comeer panasonic 31415926 business colorado
minecraft microsoft amoremio harrypotter gangster n8zgt5p0shw= airforce1 sample123 groupd2013
vrbgqns997 christmas dbrnjhbz drowssap kathleen cupcake1 lasvegas qti7zxh18u frankie1 babydoll
megaparol12345 johncena1 redneck1 marshall terminator rammstein truelove security india123 192837465
admin123 123456789m shithead 123456789z scotland a1s2d3f4 motdepasse alexandre runescape1 francisco
chocolat casanova carpediem mitchell franklin stonecold alejandra christophe 12369874 rhbcnbyf
jesuschrist handsome muhammad g9l2d1fzpy margaret anastasia platinum 1234567q idontknow passport
d1lakiss katherine wolverine diwtgm8492 patches1 jamesbond cutiepie valentine cambiami hercules
anhyeuem beatrice 14789632 green123 trouble1 comeon11 goldfish maradona asdfghjkl: lawrence
amsterdam diamonds bulldogs dragonball 135792468 yahoo.com test1234 einstein omsairam harrison
buttercup johncena nathalie infinity wordpass timothy1 runescape argentina stargate penelope
scoobydoo redskins georgia1 colombia 7894561230 swimming jacket025 dinosaur nonmember lacrosse
digital1 ilovegod thuglife trfnthbyf paintball1 sexybitch1 sureno13 kittycat telechargement
cleopatra tequiero gordon24 ilovejesus monique1 godzilla butthead katerina 11112222 sexygirl1
11235813 youbye123 martinez buddy123 pineapple panthers peterpan allison1 birthday houston1 startrek
federico napoleon mountain smoke420 friendship golfcourse babygurl mohammed charmed1 chopper1
drummer1 michigan packers1 wildcats x4ivyga51f bradley1 9-11-1961 catalina 123456789s spitfire
something panther1 bluebird 6hbf28w791 sexygirl vampires pussycat strength moonlight cdtnkfyf
10203040 firebird fordf150 tnk0mk16vx medicine h1xp2z2duk drpepper spartan117 ilovehim1
yfdbufnjh10305070 blackberry mypassword guinness darkangel salvador lilwayne1 jaimatadi thebest1
abigail1 indonesia pebbles1 predator dearbook aobo2010 genesis1 cassandra lovelife penguin1 devil666
personal skateboard alabama1 aquarius sporting ka_djkhjsy6 montana1 cooldude fuku00198 fernanda
bearshare newport1 12131415 jeremiah 1234567890q budlight1 lorraine asdfasdf1 capricorn blondie1
evony192 cherokee mexican1 vampire1 aaliyah1 babyblue 12qw23we assassin wrestling1 westlife dragons1
dickhead sk84life formula1 watermelon defender explorer babylove federica dumbass1 passer2011
monalisa agent007 dominique sapphire papillon monkeys1 miranda1 jeffrey1 tokiohotel 1234567899
kissmyass sebastien england1 wangyut2 ekaterina wrestling pitbull1 death666 getmoney salvatore
jamaica1 blahblah1 american special1 123456789j 1myspace dodgers1 1princess 369258147 karolina
justice1 kitty123 dragonfly bluefish nightmare bollocks thailand dalejr88 broncos1 dominic1 lindsey1
hotstuff ronaldinho loser123 stellina february candy123 newlife1 redwings justdoit aspirine fireball
lilmama1 valentino geronimo lovebug1 rolltide godislove yousuck1 qawsedrf viktoria mommy123 charlene
valencia sk8ordie josephine atlanta1 ohmnamah23 123456789k molly123 vacation jellybean ladygaga
bella123 sexymama1 0.00000000 a1b2c3d4e5 pavilion liberty1 y6p67ftrqj kristen1 sammy123 schalke04
stratfor lover123 shamrock prettygirl insanity scarlett eternity tottenham pantera1 12345679
fountain starcraft newcastle ragnarok 5hsu75kpot lollypop rosemary illinois chandler 01020304
magnolia zxasqw12 gabrielle enterprise akopa123 123456789d andromeda warrior1 paramore lionking
budlight cinderella blueeyes istanbul hamilton 1234567890a stardust education alessandra patriots
marines1 antonella ocpoook325 gregory1 my2girls casablanca vikings1 punkrock qazwsxedc1 bettyboop
yahoo123 billabong marketing marissa1 madeline ghbdtnbr brother1 stanley1 perfect1 temppass
123456789l anything chargers1 hershey1 blackjack country1 hongkong wow12345 boobies1 dietcoke
bobmarley pickles1 oblivion billybob douglas1 carlitos skyline1 aaron431 smile123 123456789p
makaveli wonderful 1zn6fpn01x paintball freckles clifford underground 1357924680 daddysgirl ncc1701d
micheal1 washington 1fr2rfq7xl giovanna g13916055158 bigdick1 tristan1 starfish kristine 1a2s3d4f
skywalker apollo13 youngmoney thankyou bluemoon germany1 alladin79 just4fun lilwayne telephone
montreal sandrine munchkin snowman1 therock1 lindsay1 juggalo1 hernandez robinson ilovehim godbless
marianne chemistry ireland1 snowflake deftones brownie1 callofduty snuggles myspace.co rocknroll
bubblegum1 bubblegum cashmoney everton1 fucklove1 5xfgs3ii9d 1asshole warriors michaela blueberry
icehouse mackenzie universal 123456789o juliette stefania lighthouse metal666 longhorns1 carebear
arizona1 rosebud1 damilola rocky123 singapore kingston blizzard cracker1 flamingo soulmate black123
magdalena ironmaiden esperanza rastaman semperfi thumper1 angelito blackcat scrappy1 cheater1
godfather polniypizdec110211 maximus1 nuttertools revolution dkflbvbh testpass dingdong playstation
as123456 skate4life priyanka imissyou sexybitch radiohead cynthia1 lightning dreamer1 123456as
tyler123 smallville evolution whitney1 1babygirl fashion1 motherfucker motherlode galatasaray
pinkfloyd lavender zeppelin warhammer gladiator nathaniel ricardo1 preston1 alexandru snowboard
labrador january1 rfnthbyf russell1 sweetness justinbieber lovelove1 marijuana research nichole1
power123 handball princesse pizza123 beatles1 mauricio loveless bananas1 aaaa1111 cutie123
nks230kjs82 12345678q trinidad immortal anamaria atlantis papamama classof09 love12345 webhompass
gabriella boricua1 daddy123 applepie eleven11 987654321a 12345671 d71lwz9zjs kaitlyn1 derrick1
eastside1 godisgreat esmeralda sherlock garrett1 cadillac vincenzo private1 kittykat vaffanculo
123456qw rodriguez frederic sublime1 nevermind gabriele phantom1 jumpman23 puppies1 verbatim
pornstar valerie1 baller23 peter123 "zxcvbnm,./" marianna babycakes1 fireman1 gorgeous abhishek
riccardo college1 caitlin1 maprchem56458 dthjybrf ultimate skorpion wolfgang breanna1 southpark
halloween 134679852 1a2b3c4d5e vfrcbvrf sooners1 hawaii50 chevelle babyface backspace 25251325
detroit1 disturbed1 airforce q123456789 123456789b campbell blue1234 unicorn1 ericsson chrisbrown
123456ab blink123 asdf3423 motocross gonzalez bethany1 sandiego universe morrison 5532361cnjqrf
r2d2c3po chevrolet 1020304050 starlight aleksandra katrina1 buttons1 daisy123 cinnamon fucklove
hermione 1million romashka qdujvyg5sxa francois cassidy1 highheel keyboard richmond sexyboy1
eh1k9oh335 patience laurence qwertyuiop[] mastermind a1a2a3a4 airborne toulouse iamthebest
jesusislord holiday1 slimshady delpiero university hamster1 hunting1 sayangku deathnote 12345678900
crazy123 phillip1 opensesame brittney cuddles1 uvgx8f8232 adriana1 jefferson sentnece pk3x7w9w
eleonora vodafone britney1 thegame1 taekwondo sexylady treasure mushroom nokia6300 marathon pingpong
cannabis stephane makayla1 kennedy1 viewsonic faithful president pearljam rochelle 12345678901
download philippe southside ji394su3 kamikaze naughty1 mississippi amorcito onepiece kristin1
skate123 jesucristo captain1 univers2l hellfire scruffy1 chrissy1 maurice1 ssyu1314 blackie1
national theking1 agnieszka babylon5 1andonly renegade love123456 indiana1 falcons1 annabelle
ab123456 guadalupe 12345678s calimero yamahar1 friday13 rebelde1 wolfpack fenerbahce ironman1
castillo babyboo1 killbill victory1 eclipse1 trumpet1 luckydog pass1word information international
skipper1 microlab mohammad lucas123 ashleigh littleman1 werewolf chiquita 15426378 darkside 123mudar
tarheels ilovemymom doraemon abdullah marie123 redhead1 babycakes discovery squirrel alex1234
jobsearch madonna1 3rjs1la2qe 123456789c classof08 12qw34er interests d9zufqd92n 123456qq guillaume
kikeunyw allstar1 honeybee oscar123 elisabeth batista1 nascar24 ilikepie sampson1 lincoln1 arschloch
felicidade 123456789r 123456789t 6v21wbgad dirtbike1 gerrard8 skeeter1 rhfcjnrf qwertyuio1 porkchop
rooster1 morning21 libertad 3children louloute azsxdcfv my3girls qwertyuiop1 168asd168 123admin321
johndeere trucker1 miami305 nopassword vladislav ilovemyself fernandez mathilde c43qpul5rz hotgirl1
jacqueline michele1 thompson alberto1 fussball akax89wn lovingyou domenico airplane sasha123
cellphone1 danny123 peace123 lovehurts1 goodgirl vfvfgfgf designer farfalla 3rjs5la8qe catfish1
presario waheguru 1qaz!qaz verizon1 toshiba1 sk8board bobby123 mymother alexandr z1x2c3v4 gotohell
tacobell malaysia flamengo emily123 marjorie chargers attitude krystal1 pothead1 mario123 qarglr123
cardinal temppassword syncmaster 7ugd5hip2j 1234567890- jjcg16dj5k amandine manunited hellohello
desiree1 socrates kingdom1 wachtwoord salvation megaparol layouts1 priscilla eduardo1 fktrcfylhf
bkl29m2bk cartman1 theresa1 fuckthis1 jacob123 cristiano nascar88 losangeles drjynfrnt project1
darkstar sweet123 24681012 brucelee kayleigh xiang123456 freddie1 nokia123 amber123 whocares
converse tazmania freestyle excalibur 69camaro nounours rootbeer professional surfing1 abracadabra
testing123 sexymama doberman eastside anaconda polniypizdec1102 geraldine m123456789 johannes
student1 whiskers lovehurts nyq28giz1z topolino megadeth caramelo ilovesex trombone musicman
bangladesh general1 oklahoma virginie myfamily milagros 0r968ji9ufj6 gonzales buckeyes delphine
fu7u4a#$$$ rachelle sailormoon sylvester 0102030405 akatsuki dragonballz smackdown smile4me wrangler
roadrunner water123 alfaromeo walmart1 littleman laetitia 92k2cizcdp vanilla1 summertime komputer
freebird armagedon love4life messenger katie123 badgirl1 jundian2011xr 123456781 buffalo1
yfdbufnjh63 satellite sundance nokian73 register senha123 18atcskd2w gsxr1000 home1234 evangelion
harmony1 mersedes dangerous electric jeanette familyguy1 monamour beyonce1 pikachu1 ilovemom
supernova stoner420 a123456a viphv5j736 joseluis whatthezor 000webhost voyager1 iw14fi9jxl
nickjonas1 daredevil 369852147 ms0083jxj brigitte 1truelove qwe1122334 packers4 oakland1 lowrider
teiubesc stranger dt123456 angelika cm6e7aumn9 thankgod morpheus mammamia guardian bangalore
sparkle1 gianluca bentley1 fantasy1 happyday dfktynbyf 8ix6s1fceh suckmydick kangaroo capslock
hellothere penguins gameover aaa123123 coldplay lorenzo1 mickeymouse iloveher1 anastasiya clarence
standard alexandria amazing1 hannibal soldier1 q1234567 mongoose 13243546 qweasdzxc1 rebound1
trigger1 bubba123 leavemealone caterina clayton1 lonewolf blasted1 katarina moneymaker mazda626
kentucky omarion1 jenny123 monopoly pok29q6666 dannyboy lol12345 kakashka as790433 iforgot1 shirley1
marino13 stingray cheesecake blackdog megaman1 umbrella cfitymrf westham1 bernardo lokomotiv
matematica joker123 software jesusis1 peekaboo hendrix1 kickass1 fletcher redalert goldberg kristian
jeffhardy 22446688 taishan2011 sexy1234 dont4get baby1234 punisher jimmy123 moneyman1 woodstock
ty2t1hv3oc babyphat1 bugsbunny incorrect katelyn1 mechanical cucciolo gilbert1 angelique christy1
gretchen together vfhufhbnf sunny123 simpleplan jakcgt333 bastard1 "zxcvbnm," primavera wildcat1
starbucks spartan1 goddess1 kamasutra gamecube kendall1 hondacivic hollister supergirl jesussaves
fabulous ttd955audg hurricane babatunde houston713 noodles1 english1 beckham7 jesuschris catarina
positive allah786 lancelot guillermo longhorn television chickens 123456789n 74108520 tootsie1
hayabusa cardinals1 finalfantasy beethoven manager1 infiniti demon666 bitchass1 memphis1 original
sandy123 maximilian fuckface 123456789g innocent cleveland chloe123 sexybeast1 dirtbike lifesucks
thirteen13 meredith chipper1 trooper1 pallmall 1football frances1 mama1234 director puppy123
chemical puertorico moneyman longhorns temp1234 arianna1 159753456 mazdarx7 hotmama1 cavalier
showtime sanchez1 portland brendan1 annette1 network1 fucking1 sassy123 elefante santana1 love2010
mckenzie juancarlos lionheart iamnumber1 redbull1 matthias j123456789 qqqq1111 srinivas sephiroth
lesbian1 pepsi123 grandpa1 coolgirl broadway 741258963 rooney10 cardinals coconut1 fallout3
123456789e abrakadabra whiskey1 yamahar6 ilovemusic wonderland 1z2x3c4v pirates1 shotgun1 griffin1
rdfhnbhf angelbaby1 spectrum cutegirl vancouver braveheart meandyou frogger1 adventure emanuele
lovergirl1 home0401 administrator yfcntymrf whatsup1 felicidad 12312312 lovergirl roxanne1 brayden1
daughter start123 columbia bumblebee telefono 1fuckyou harry123 lineage2 penis123 mustangs oluwaseun
overlord biscuit1 jonas123 fuckthis ilovechris topsecret 1111qqqq giggles1 dkflbckfd cellphone
amarillo blessings bordeaux budweiser teddy123 waterloo thesims2 gizmo123 s123456789 missy123
king1234 bernadette thirteen hellsing rachael1 passwords asdfghj1 souljaboy1 loredana lamborghini
su123456 kayla123 chronic1 thug4life diosesamor skater123 cepetsugih demon1q2w3e jupiter1 chivas10
temitope megan123 newpassword commando jesusfreak theodore a1s2d3f4g5 celtic1888 kleopatra legolas1
almighty bigmoney brothers dorothy1 mittens1 393041123 yomomma1 goodness krasotka diamante kelly123
pandora1 westwood stefanie halflife 963258741 chivas11 multiplelog lillian1 lolipop1 12345600
happydays gandalf1 demon1q2w3e4r honduras chelseafc justine1 camaroz28 lovesucks1 plymouth bowling1
123698741 cutie101 evergreen fyutkbyf nikki123 sullivan bernard1 jazmine1 00112233 animals1
dominican1 olayinka konstantin pothead420 neveragain seattle1 annamaria wallace1 highlander maurizio
titanic1 marilyn1 rainbows eatshit1 coolman1 uhfybn8888 raiderz1 aerosmith girlfriend youandme
fabrizio demon123 imperial 1234567z married1 volkswagen shitface1 blackrose left4dead 123456789w
lemonade frederick georgina cowgirl1 sandman1 fgtkmcby estrellita 73501505 jermaine love2009
azertyui swimmer1 babyboy2 techn9ne demon1q2w3e4r5t unknown1 preciosa confused dominika loveislife
hooters1 surside13 projectsadminx huhbbhzu78 jamie123 7777777a ichliebedich wellington megasecret
carlotta dortmund clarinet daniella resident mike1234 pimpdaddy1 prettyboy1 meatball silverado
addison1 technics brighton joejonas1 dancing1 colleen1 millwall francine sonyericsson corazon1
youtube1 1qay2wsx 1sunshine testing1 panda123 teamo123 sexylove1 buddyboy nigga123 1a2a3a4a dance123
shanghai kathryn1 mission1 zacefron1 charger1 nokia5800 bighead1 stunt101 ncc1701a 87654321q
yolanda1 senior09 ohiostate1 jeffery1 blackbird koolaid1 networking madagascar astonvilla candyman
gertrude linda123 badminton pazzword123 choupette spartans kifj9n7bfu durango1 sagitario grizzly1
jerusalem cheetah1 laura123 kathmandu montgom2409 front242 mercury1 madeleine milkshake 1234567m
livelife tabitha1 skater12 notebook kingsley warszawa bionicle rhiannon helloworld forzamilan
miracle1 respect1 emiliano tommy123 sparkles violetta disturbed felicia1 1234567s bunny123 maksimka
racecar1 nacional vfitymrf superfly ncc1701e chevys10 cantona7 poseidon stewart1 marcello shakira1
jg3h4hfn imnumber1 reset123 classic1 nightwish delacruz remington viktoriya triskelion ilove123
geoffrey survivor solution john!20130605at1753 davidson battlefield vendetta josefina iamcool1
makemoney dylan123 godsmack aaron123 revenge1 girasole w66yrybgra lifeisgood fullaccess lovesucks
mrf11277215 lovestory bautista seventeen chivas123 123456789h crjhgbjy billy123 harrypotte
mileycyrus ihatethisgame celeste1 butthole1 159753123 briciola clarissa hardrock 123456789f junebug1
senior08 pictures u1v7hhh7ef hospital simpson1 waterfall 0192837465 789632145 annalisa ludacris
coolkid1 yahoomail navigator bigpimpin1 noisette indya123 classof07 iverson1 robinhood stallion
solomon1 fisherman 123456aaa mynameis a1a2a3a4a5 brian123 webster1 mississipp evanescence blackman
rockets1 newstart tomorrow johnpaul history278 bookworm adelaide armando1 crip4life godofwar
owt243ygbj pharmacy thursday sexyman1 rjycnfynby snoopdog 1michael homework 4myspace blingbling
mazafaka love2008 qwerqwer2 mollydog matahari x3luym2mmj albatros classof201 littlebit maryland
lampard8 byusdg23 oliveira simon123 m1234567 beckham23 bonehead mallorca qw123456 1iloveyou
emachines1 star1234 heineken saturday medicina nokian70 hustler1 central1 anuradha tequila1
freeze112 bookmark 22334455 pleasure catwoman emerald1 friendly ghostrider landrover control1
springer professor s8ylpe9jdpvym bestfriends sharingan thegreat123 cheer123 jillian1 koroleva
veronique livestrong coolcat1 mobster1 northside1 principessa account1 marihuana sadie123 lovebird
krokodil adekunle incubus1 godhelpme pancakes mazda323 butthole princesita flipper1 shinigami
venezuela guatemala candice1 margherita 1diamond qwertyui1 deutschland tweetybird leonard1
1357913579 23jordan tatiana1 az123456 holland1 blossom1 mash4077 poptart1 manning18 ordinateur
1234567j 12345677 guitarra bengals1 mega_pizdetz666 lovehate fighter1 kittens1 grace123 destroyer
forzaroma barbados twister1 wednesday 123456789v aberdeen 18n28n24a5 guilherme 9293709b13 monsters
terrell1 puppylove1 peanuts1 angeline cherries buckeye1 training nokian95 melinda1 bruno123
escorpion angelbaby love4you progress mariana1 chivas12 clemson1 ghjcnjnfr 2children tkbpfdtnf
technology pringles motherfuck history1 fabregas love5683 huskers1 theused1 monkeybutt ilovepussy
greenbay aa123123 music4life billyboy winchester z123456789 puppylove c.ronaldo rasengan nigger123
tenerife bridget1 prashant dutchess iloveher basketbal1 freeman1 2bornot2b nokia3310 wishbone
armstrong 0147258369 1232323q comcast1 marcella concrete operator whiteboy1 carolyn1 sexybaby1
pakistani hyderabad bigfoot1 sherman1 principe lalaland emotional grandkids rjhjktdf spike123
bellissima mystery1 !qaz2wsx besiktas aptx4869 discover rastafari kochanie .adgjmptw marriage
nursing1 pauline1 valeria1 paperino 100200300 donovan1 mostwanted patrizia jesse123 momanddad
madalina 123stella z0102030405 fantastic polarbear chivas13 bradford apsk54321 theboss1 tropical
aardvark desperado glitter1 liverpoolfc aaaaaaa1 honda123 commander deadman1 baili123com snowwhite
charming mandarin sneakers pokerface jesus4me malcolm1 italian1 mallory1 sunderland jaihanuman
offspring sweetgirl jocelyn1 qwegta13091990 gameboy1 nissan350z goodlife fantasia goodbye1 compton1
sidekick3 pistons1 nokia6233 management italiano abcdefgh1 felicity splinter blackops l6ho3tg7wb
klapaucius extreme1 thedoors heritage enrique1 firefly1 246813579 mitsubishi ferdinand rhjrjlbk
1qw23er4 19411945 dodgeram kobebryant scarlet1 shitface spanish1 1a2s3d4f5g skinhead sextrime1
123456789. highland vanhalen 2blessed 4children 135798642 amethyst coolguy1 benedict logan123
supersonic hedgehog cruzazul zacefron adrienne sexybabe john1234 malachi1 stanislav cecilia1
caramel1 marcopolo id6c3wr6un angeleyes cookiemons revelation gorilla1 xboxlive andre123 1butterfly
lexmark1 ninja123 aishiteru candycane1 crackers devildog thegreat1 nevermore 1anthony sexyback1
everything feder_1941 snoopdogg christie slamdunk number12 twisted1 palmtree bossman1
shooter1 deborah1 poochie1 maddison casey123 faith123 creation sagitarius piramida believe1 hogwarts
00001111 babybear goldeneye holly123 kakashi1 kirsten1 forzainter sherwood eldorado holyshit
monkeyman trenton1 lenochka twinkle1 porcodio bluebell andreas1 magandaako fxzz75yer crosby87
chronic420 recovery inspiron theonly1 ghblehjr doomsayer.2.7mords.v victoire trojans1 vittoria
fullmoon chivas100 columbus kenworth cambridge 0147852369 carmelo15 ad123456 7elephants bajingan
wildfire h2vwdubjx4 seniseviyorum 1213141516 dr.pepper christelle greeneyes fordf250 ready2go
eqes606898 achilles onedirection champagne sonic123 crusader underworld computers illusion
scvmofas79 chihuahua riverside darklord hotpink1 ilovejusti lipgloss1 cornelia hooligan knights1
google.com mermaid1 paper123 peaceout e3r4t5y6 sangeeta elliott1 lipgloss bushido1 123soleil
southern anarchy1 devilmaycry mariajose dontforget caliente sarajevo firefighter r9lw4j8khx fearless
death123 borussia fucku123 mygirls2 rajkumar birdman1 millenium w5tn36alfw opelastra septiembre
zanzibar futurama gymnastics pudding1 badbitch1 idontcare pedro123 montecarlo pasquale matilda1
money4me mamochka guerrero frank123 florencia narayana sailboat candycane pasword1 bryant24 derp12!@
architect peterson partizan lonestar rosemarie johnlock tricolor bretagne jack1234 polaris1 1zxcvbnm
murcielago printer1 alliance crossfire phillips pinky123 cucciola darling1 nickjonas moneymoney
seven777 19283746 elizaveta diego123 emachines couponsc10 pioneer1 cupcakes dynasty1 qwertzuiop
texas123 hamburger question blackhawk rossella boobear1 juanita1 lexor123 tangerine 1superman
wedding1 moonshine philips1 classof200 jobshop2002 147896321 987654321q supermario fireblade
kimberley kolawole megatron mikejones1 lobster1 pentium4 familyguy blogs123 number11 familia1
baller12 impossible weare138 1hotmama 9uzp9jek3f deerhunter moremoney criminal senior07 transformers
monkeyboy nwo4life darlene1 d123456789 sexygurl1 budapest barselona promise1 cool1234 lucifer666
suzanne1 puppydog muhammed 1234567b ladybird godlovesme beverly1 sam12345 poppy123 canadian coltrane
159357456 lipstick simba123 cachorro grenouille a7777777 redroses nebraska alfredo1 desmond1
123123123a 78963214 red12345 samurai1 heartbreak pontiac1 dd123456 pimping1 minicooper mylinkedin
loveable fabienne nssadmin 12345678m millions filomena qazwsxed poop1234 ballin23 4everlove macarena
chase123 majestic 8phrowz624 friend of emily bmx4life westcoast dilligaf pathfinder -deleted-
goldstar crimson1 adrianna powerful 25800852 clinton1 phillies cucumber kingfisher meatloaf tommyboy
francisca s1234567 raffaele doomsayer.2.7mords.vv enter123 avalanche <password> yesterday playgirl
dontknow bluesky1 123456798 mazdarx8 joejonas carter15 matthieu k123456789 teamomucho capoeira
angelita archangel supernatural tecktonik j1234567 1111111a ilovemysel capital1 pink1234 whatthefuck
ghbywtccf knowledge ferguson 123456789i mamacita 3s43pth5aea bigsexy1 yourmom2 running1 julia123
looking1 mikayla1 minouche oranges1 gfhjkmgfhjkm novembre asdfghjk1 intruder carpenter bonjovi1
`

let known: ReadonlySet<string> | undefined

/** Read from its text once, when somebody sets a password. */
export const commonPasswords = (): ReadonlySet<string> =>
  (known ??= new Set(`${COMMON} ${COMMONEST}`.trim().split(/\s+/)))
