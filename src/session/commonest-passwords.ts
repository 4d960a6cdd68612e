/**
 * What is left of the 10,000 commonest passwords of the ten million that Mark Burnett published (in the order of
 * @zxcvbn-ts/language-common, MIT) after the rules and the list beside this one. A test holds all 10,000 to the rules.
 */
export const COMMONEST = `
liverpoo metallic lifehack christin alexande usuckballz1 swordfis freeuser wolverin elizabet
spiderma freepass bobafett christia mistress soso123aljg basketba stephani enterpri butterfl
bigboobs wetpussy consumer wrinkle1 seminole alejandr access14 christop hollywoo charlott sebastia
tottenha stocking raistlin infantry seinfeld skywalke intrepid californ playtime slapshot septembe
1passwor barcelon fuck_inside spanking shaney14 stonecol meridian mailcreated5240 sithlord scoobydo
bigballs titleist grateful deadhead mariners creampie lightnin goodtime catherin hastings blackjac
chevrole atlantic syracuse clitoris 8j4ye3uz pineappl lesbians gangbang cosworth webmaster starbuck
beefcake valhalla frontier swingers doughboy pinkfloy mandingo golfball bunghole hurrican stripper
excalibu keystone somethin deeznuts manchest macdaddy sentinel eatpussy military jamesbon microsof
pantyhos lifetime function passwor1 charlton terminal saratoga rjirfrgbde hyperion rightnow
japanese poontang richards turkey50 crazybab hellyeah australi rockhard yosemite starship 0.0.0.000
greatone freeporn 78945612 robotech roadkill backdoor 18436572 mechanic amsterda rasputin kingfish
wrestlin railroad kcj9wx5n underdog blackhaw sinclair megapass translator magicman supersta
caligula bullseye tunafish p0015123 crawford deepthroat chainsaw budweise penthous chrisbln
snowboar flounder downtown panasoni thanatos whitesox gargoyle sunnyday newcastl buckshot titanium
assholes sunflowe multiplelo callaway starfire paintbal knickers avalanch hotpussy zerocool
1x2zkg8w francesc terrapin clevelan barefoot chuckles meathead pianoman traveler hawkeyes deeznutz
triangle smeghead cerberus tiberius gabriell salamander rockford goldwing brewster thegreat
spaceman gesperrt sersolution overkill montgom240 14725836 hoosiers roadking doghouse mortgage
balloons hardcock blackbir godfathe seahawks talisman hawaiian alphabet beautifu mortimer roadrunn
handyman wareagle valkyrie idontkno teddybea stanford property sinister newpass6 claymore bitchass
matthews checkers preacher rhtdtlrj blackout bcfields electron silverad thunderb reynolds southpar
absolute katherin northern cameltoe slippery annabell starcraf vasilisa deadpool farscape hopeless
carpedie shepherd gatorade flexible graphics 123qq123 pussyman webmaste augustus corleone sergeant
dragonba buttercu chrysler bullfrog binladen jayhawks amateurs knockers coolness hardware bobdylan
missouri coldbeer netscape andromed yeahbaby eastwood paranoid microphone 50spanks fastball
creature smashing mephisto specialk salasana browning insomnia sandwich gamecock magician wildcard
magazine telephon vsjasnel12 radiohea reckless jiggaman classics scrabble jellybea abnormal
concorde islander yjdsqgfhjkm kazantip wg8e3wjf sweetnes andersen dynamite doomsday buttfuck
masamune 12365478 chestnut forsaken moonbeam senators pumpkins windsurf reddevil sheridan woodland
vanguard aviation mobydick sausages presiden robotics firewall fandango earnhard misfit99 christma
spongebo holidays reddwarf platypus services longjohn honolulu nygiants windmill snowflak irishman
bergkamp playstat mudvayne johndeer zildjian josephin fishbone bigblock jefferso clippers chambers
thisisit monkeybo hounddog webhompas comanche whiteout roadster heinrich undertak anastasi festival
cbr900rr chipmunk good123654 kjrjvjnbd fuckinside washingt smirnoff pipeline fishhead starligh
wireless michaels yogibear redbaron highbury username wanderer fuckhead costello washburn bearcats
solitude cocksuck slowhand paradigm nostromo arkansas terminat cnfybckfd wildbill gilligan berkeley
pool6123 armstron sundevil volkswag coventry gtnhjdbx 45m2do5bs sidekick revolver cleopatr gbhfvblf
everlast tinkerbe bluesman customer straight nautilus longdong threesom ghjcnjgfhjkm andyod22
complete fredrick antelope viewsoni sprinter fyfnjkbq carpente pasadena fairlane elcamino callisto
tomahawk gladiato fantomas wildwood johngalt mcdonald cheshire superior ministry trinitro margarit
bigpoppa antonina hetfield baritone freefall vjqgfhjkm mischief foxylady dominion enforcer leedsutd
remingto rfvfcenhf derparol carnival ghjuhfvvf knuckles harddick firefigh blowfish whiteboy
cromwell wp2003wp lakeside 123456ru noname123 screamer dfktynby francisc swinging cygnusx1 trucking
obsidian sasha_007 kordell1 cassandr moonligh blueball bigbooty wrestler building paramedi capricor
universa lalakers whistler smackdow strawber transfer argentin dogpound prospect daylight capetown
fortress eggplant pufunga7782 marseill southpaw sylveste magellan sonyfuck goldfing marcius2
pentagon hotgirls cornwall mandrake earthlink lakewood moonshin suburban challeng opendoor commande
jonathon fkbyjxrf camaross bluejays optimist enternow hattrick espresso 23skidoo ghhh47hj7649
speedway supernov toriamos stigmata nineinch waterboy klondike somerset mulligan hardball republic
romantic vauxhall rfntymrf suckdick intercourse marijuan limewire htubcnhfwbz funstuff printing
theforce maserati cabernet sheepdog hairball vancouve scheisse pimpdadd baltimor kirkland sigmachi
absolutely rfhnjirf colonial toonarmy bigdicks cashmone myxworld dominiqu darkange scrapper
delaware smoothie slimshad pathfind elisabet evolutio velocity annmarie dolemite vagabond woodstoc
plastics aolsucks billabon ncc74656 forgetit reginald archange minimoni rocknrol morrowind modelsne
homemade herewego lonesome pornking vipergts jeepster acidburn fireblad pinnacle peterbil dilbert1
lighting fellatio baracuda flipflop singapor warhamme masterbate lfitymrf snowbird navyseal
bastards 10293847 whiplash rainyday stafford nightmar dragonfl stickman 5wr2i7h8 apollo11 rockwell
vfntvfnbrf alleycat ambrosia phialpha exchange cartoons contract daisydog penetration adrenalin
goldeney luckyone escalade fyutkjxtr touching charisma cocksucker dragster bismarck cambridg
treefrog speakers normandy playball benessere cannibal beethove nthvbyfnjh bynthytn pavement
stockton guillaum segblue2 gannibal hallowee ticklish offshore letsdoit thrasher notredam candyass
junkmail volleyba bettyboo constant longhair alcatraz generals montecar sergbest pathetic auckland
capitals pizzaman tampabay playmate dfcbkbcf istheman wonderboy montrose clemente dreamcas painting
lockdown blacklab riffraff fidelity edmonton pressure streaming babycake frederik motocros rustydog
pinetree 44332211 66613666 feelgood tigercat citation sunlight bigtruck elements revoluti sniffing
usmarine 123456qqq conquest gogators eatmenow goodyear lunchbox piercing riversid scissors crescent
erection entrance matchbox acapulco lebowski surprise loverman celebrity madagaskar dreaming
macintos tennesse hardwood rhfcfdbwf masterbating parlament alpha123 paladin1 rfhfvtkmrf kicksass
interest natedogg alterego nineball aircraft mallrats backbone anonymous laserjet waterman ballsack
ghjcnbnenrf highlife favorite ljxtymrf trinitron blueberr tamerlan flyers88 humphrey cashflow
implants bendover sopranos hillbill carlisle protocol feathers nemrac58 wonderfu pimpdaddy helsinki
cyclones macaroni thebeast marauder homepage cheerleaers redheads greywolf rfhfylfi reloaded
gigabyte flvbybcnhfnjh jurassic experienced coolhand kcchiefs barefeet greedisgood 14785236
`
