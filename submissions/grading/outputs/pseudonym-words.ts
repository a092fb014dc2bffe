/** Words for pseudonyms: short, kind, and none that says anything of a person. Changing a list changes every pseudonym. */
const text = {
  adjectives: `
    Agile Airy Amber Ample Azure Balmy Bold Brave Breezy Bright Brisk Bronze Calm Candid Cheery Civil Clear Clever Coral
    Cosmic Cosy Crisp Dapper Daring Deft Dewy Eager Early Earnest Easy Elated Fabled Fair Fancy Festive Fleet Fluent Frank
    Fresh Frosty Gentle Glad Gleaming Golden Grand Hardy Hearty Humble Indigo Ivory Jolly Jovial Keen Kind Lilac Lively
    Lucid Lucky Lunar Mellow Merry Mighty Mild Minty Modest Neat Nimble Noble Patient Peachy Placid Plucky Polite Proud
    Quick Quiet Rapid Rosy Royal Ruby Rustic Sage Serene Silver Snug Solar Spry Steady Stellar Sunny Swift Tidy Tranquil
    Trusty Upbeat Vivid Warm Witty Zesty`,
  animals: `
    Albatross Alpaca Antelope Badger Barbet Beaver Bison Bittern Bobcat Bunting Camel Caribou Cheetah Chough Cicada Condor
    Coot Cormorant Crane Cricket Curlew Dipper Dolphin Dormouse Dove Dragonfly Dunlin Eagle Egret Eider Elk Ermine Falcon
    Ferret Finch Firefly Fox Gannet Gazelle Gecko Gibbon Godwit Goldfinch Grebe Grouse Gull Hare Harrier Heron Hoopoe Ibex
    Ibis Jackdaw Jay Kestrel Kingfisher Kite Koala Lapwing Lark Lemur Linnet Llama Lynx Macaw Magpie Marmot Marten Martin
    Meerkat Merlin Moth Narwhal Newt Nightjar Ocelot Oriole Osprey Otter Owl Panda Panther Partridge Pelican Penguin Petrel
    Pika Pipit Plover Puffin Quail Quokka Rabbit Raven Robin Sable Salmon Seal Serval Shrike Siskin Skylark Sparrow Starling
    Stork Swallow Swan Swift Tapir Teal Tern Thrush Toucan Trout Turtle Vole Wagtail Walrus Warbler Waxwing Whale Wombat Wren`,
};

function words(list: string): readonly string[] {
  return list.trim().split(/\s+/);
}

export const adjectives = words(text.adjectives);
export const animals = words(text.animals);
