"""Formal given names behind familiar ones, so that Bob and Robert compare as one name."""

import polars as pl

# Formal name: its familiar forms. A form that serves several names stands with the commonest of them.
FAMILIAR = {
    "abigail": "abby abbie gail", "abraham": "abe", "albert": "al bert",
    "alexander": "alex alec sandy xander sasha", "alexandra": "lexi", "alfred": "alf alfie", "amanda": "mandy",
    "andrew": "andy drew", "anthony": "tony ant", "antonio": "toni", "arthur": "art",
    "barbara": "barb barbie babs", "benjamin": "ben benji benny bennie", "bernard": "bernie", "bradley": "brad",
    "calvin": "cal", "cameron": "cam", "carolyn": "carrie",
    "catherine": "cathy cath cat cate catie kate katie kathy kath kit kitty katy "
    "katherine kathryn katharine catharine kathleen",
    "charles": "charlie chas chuck charley", "charlotte": "lottie", "christine": "chris chrissy christina tina",
    "christopher": "kit topher", "clifford": "cliff", "constance": "connie", "cynthia": "cindy",
    "daniel": "dan danny", "david": "dave davey davy", "deborah": "deb debbie debra debby", "dennis": "denny",
    "dominic": "dom nick", "donald": "don donny donnie", "dorothy": "dot dottie dolly", "douglas": "doug",
    "edward": "ed eddie eddy ted ned teddy", "eleanor": "ellie nell nellie elly",
    "elizabeth": "liz lizzie beth betty bess lisa betsy eliza libby lizzy elisabeth", "emily": "em emmy",
    "eugene": "gene", "evelyn": "eve evie", "florence": "flo florrie", "frances": "fran", "francis": "frank",
    "franklin": "frankie", "frederick": "fred freddie freddy", "gabriel": "gabe",
    "geoffrey": "geoff jeff jeffrey", "gerald": "gerry jerry", "gregory": "greg", "gwendolyn": "gwen",
    "harold": "hal", "helen": "nelly", "henry": "hank harry", "herbert": "herb", "isabella": "bella izzy isabel",
    "jacob": "jake", "jacqueline": "jackie", "james": "jim jimmy jamie jimmie", "jane": "janie", "janet": "jan",
    "jason": "jay", "jennifer": "jen jenny jenni jennie", "jessica": "jess jessie",
    "john": "jack johnny jon johnnie", "jonathan": "jonny nathan", "joseph": "joe joey", "joshua": "josh",
    "judith": "judy", "julia": "julie", "kenneth": "ken kenny", "kevin": "kev", "kimberly": "kim kimberley",
    "kristen": "kris", "lawrence": "larry laurie laurence", "leonard": "len lenny leo", "lillian": "lily lil",
    "louis": "lou louie lewis", "louise": "lulu", "lucille": "lucy",
    "margaret": "maggie meg peggy marge margie madge greta daisy", "martin": "marty", "mary": "molly polly mamie",
    "matthew": "matt matty", "maxwell": "max", "melissa": "mel", "michael": "mike mick mickey micky mikey",
    "michelle": "shelly", "mitchell": "mitch", "nancy": "nan", "natalie": "nat", "nathaniel": "nate",
    "nicholas": "nic nico nicky", "nicole": "nikki", "oliver": "ollie", "olivia": "liv", "pamela": "pam",
    "patricia": "pat patty patti tricia trish", "patrick": "paddy", "penelope": "penny", "peter": "pete",
    "philip": "phil phillip", "priscilla": "cilla", "rachel": "rach", "raymond": "ray", "rebecca": "becky becca",
    "reginald": "reg reggie", "richard": "rich rick dick ricky richie",
    "robert": "rob bob bobby robbie bert bobbie", "roberta": "robbi", "rodney": "rod", "roger": "rodge",
    "ronald": "ron ronnie", "russell": "russ", "samantha": "sammie", "samuel": "sam sammy", "sandra": "sandi",
    "sarah": "sally sadie sara", "sebastian": "seb", "sidney": "sid", "simon": "si", "stanley": "stan",
    "stephanie": "steph", "stephen": "steve steven stevie", "susan": "sue susie suzy suzanne susannah",
    "terence": "terry", "theodore": "theo", "theresa": "tess terri teresa", "thomas": "tom tommy",
    "timothy": "tim timmy", "tobias": "toby", "valerie": "val", "veronica": "ronni", "victor": "vic",
    "victoria": "vicky vicki tori", "vincent": "vince vinny", "virginia": "ginny", "walter": "walt wally",
    "wilfred": "wilf", "william": "will bill billy willie liam willy", "winifred": "winnie",
    "zachary": "zach zack zac",
}  # fmt: skip
FORMAL = {form: name for name, forms in FAMILIAR.items() for form in forms.split()}


def formal(given_name: pl.Expr) -> pl.Expr:
    """The formal name behind a folded given name's first word; the word itself when it is no familiar form."""
    return given_name.str.split(" ").list.first().replace(FORMAL)
