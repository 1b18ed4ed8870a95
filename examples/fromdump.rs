use serde_json::Value; use zhengxin::page::*; use zhengxin::geometry::*;
fn main(){ let a:Vec<String>=std::env::args().collect(); let v:Value=serde_json::from_slice(&std::fs::read(&a[1]).unwrap()).unwrap();
 let n=|v:&Value|v.as_f64().unwrap() as f32; let rc=|v:&Value|Rect::spanning(n(&v[0]),n(&v[1]),n(&v[2]),n(&v[3]));
 let col=|v:&Value|Color{red:n(&v[0]),green:n(&v[1]),blue:n(&v[2]),alpha:v.get(3).map_or(1.0,|x|n(x))};
 let mut pages=vec![]; for (i,p) in v.as_array().unwrap().iter().enumerate(){ let mut pg=Page{number:i as u32+1,width:n(&p["w"]),height:n(&p["h"]),..Page::default()}; let mut o=0;
  for f in p["f"].as_array().unwrap(){o+=1;pg.fills.push(Fill{bounds:rc(&f[0]),color:col(&f[1]),order:o});}
  for f in p["r"].as_array().unwrap(){o+=1;pg.rulings.push(Ruling{bounds:rc(&f[0]),horizontal:f[1].as_bool().unwrap(),color:col(&f[2]),order:o});}
  for g in p["g"].as_array().unwrap(){o+=1; let c=g[0].as_str().unwrap().chars().next().unwrap(); pg.glyphs.push(Glyph{character:if c.is_whitespace(){' '}else{c},bounds:rc(&g[1]),origin:Point{x:n(&g[2][0]),y:n(&g[2][1])},size:n(&g[3]),direction:n(&g[4]),color:col(&g[5]),order:o,in_form:false,invisible:false});}
  pages.push(pg);}
 let t=zhengxin::transcript::Transcript::new(&zhengxin::layout::lay_out(&pages));
 if a.len()>2 {print!("{}",t.text());return;}
 match zhengxin::read_transcript(&t,&Default::default()){Ok(l)=>println!("{}",serde_json::to_string(&l.value).unwrap()),Err(e)=>{eprintln!("{e}");std::process::exit(1)}} }
