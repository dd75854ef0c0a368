-- Written after what Hibernate and Spring Data send, one statement per line.
select o1_0.id,o1_0.created_at,o1_0.customer_id,o1_0.status,o1_0.version from orders o1_0 where o1_0.id=$1
select o1_0.id,c1_0.id,c1_0.email,c1_0.name,o1_0.status from orders o1_0 join customers c1_0 on c1_0.id=o1_0.customer_id where o1_0.status=$1 order by o1_0.created_at desc offset $2 rows fetch first $3 rows only
select o1_0.id,o1_0.status from orders o1_0 left join customers c1_0 on c1_0.id=o1_0.customer_id where c1_0.name like $1 escape '' order by o1_0.id limit $2
select o1_0.id,o1_0.status from orders o1_0 where lower(o1_0.status) like upper($1) escape '!' fetch first $2 rows only
select o1_0.id from orders o1_0 where o1_0.id in ($1,$2,$3,$4,$5)
select o1_0.id from orders o1_0 where o1_0.id=any($1)
select o1_0.id,o1_0.status,o1_0.version from orders o1_0 where o1_0.id=$1 for no key update
select o1_0.id,o1_0.status from orders o1_0 where o1_0.id=$1 for no key update nowait
select o1_0.id,o1_0.status from orders o1_0 where o1_0.status=$1 order by o1_0.id fetch first $2 rows only for no key update skip locked
select o1_0.id from orders o1_0 where o1_0.id=$1 for share
select o1_0.id from orders o1_0 join customers c1_0 on c1_0.id=o1_0.customer_id where o1_0.id=$1 for update of o1_0 skip locked
insert into orders (created_at,customer_id,status,version,id) values ($1,$2,$3,$4,$5)
insert into orders (created_at,customer_id,status) values ($1,$2,$3) returning id
insert into orders (created_at,customer_id,status,id) values ($1,$2,$3,default)
insert into customers (name,email) values ($1,$2) on conflict(email) do update set name=excluded.name
update orders set status=$1,version=$2 where id=$3 and version=$4
update orders o1_0 set status='CLOSED' where o1_0.created_at<$1
delete from orders where id=$1 and version=$2
delete from orders o1_0 where o1_0.customer_id in (select c1_0.id from customers c1_0 where c1_0.email is null)
select nextval('orders_seq')
select next_val as id_val from hibernate_sequences where sequence_name=$1 for no key update
select count(o1_0.id) from orders o1_0
select count(*) from orders o1_0 where o1_0.status=$1
select distinct o1_0.status from orders o1_0
select c1_0.id,count(o1_0.id),sum(i1_0.price*i1_0.quantity) from customers c1_0 left join orders o1_0 on c1_0.id=o1_0.customer_id left join items i1_0 on o1_0.id=i1_0.order_id group by c1_0.id having count(o1_0.id)>$1 order by 3 desc nulls last
select i1_0.order_id,i1_0.id,i1_0.price from items i1_0 where i1_0.order_id = any ($1)
select p1_0.id,case when p1_1.id is not null then 1 when p1_2.id is not null then 2 when p1_0.id is not null then 0 end,p1_0.amount,p1_1.iban,p1_2.card from payments p1_0 left join bank_payments p1_1 on p1_0.id=p1_1.id left join card_payments p1_2 on p1_0.id=p1_2.id where p1_0.order_id=$1
select e1_0.id,e1_0.dtype,e1_0.name from employees e1_0 where e1_0.dtype in ('Manager','Clerk') and exists(select 1 from departments d1_0 where d1_0.head_id=e1_0.id)
select (select max(o2_0.created_at) from orders o2_0 where o2_0.customer_id=c1_0.id) from customers c1_0
select coalesce(c1_0.name,$1),nullif(c1_0.email,''),cast(c1_0.id as varchar(255)),extract(year from c1_0.born),current_date,localtimestamp from customers c1_0
select c1_0.id from customers c1_0 where (c1_0.first_name,c1_0.last_name) in (($1,$2),($3,$4))
select substring(c1_0.name,1,3),trim(both ' ' from c1_0.name),position('a' in c1_0.name),c1_0.first||' '||c1_0.last from customers c1_0
select tuple.k1,tuple.v1 from (values ($1,$2),($3,$4)) tuple(k1,v1)
with recursive tree(id,parent_id,depth) as (select c.id,c.parent_id,0 from categories c where c.id=$1 union all select c.id,c.parent_id,t.depth+1 from categories c join tree t on t.id=c.parent_id) select t1_0.id from tree t1_0 order by t1_0.depth
select o1_0.id,o1_0.tags from orders o1_0 where array_position(o1_0.tags,$1) is not null
select jsonb_path_query_first(o1_0.data,cast($1 as jsonpath)) from orders o1_0
select o1_0.id,rank() over(partition by o1_0.customer_id order by o1_0.total desc) from orders o1_0
select o1_0.id,listagg.x from orders o1_0 join lateral (select string_agg(i.name,',' order by i.name) x from items i where i.order_id=o1_0.id) listagg on true
update orders set (status,version)=($1,$2) where id=$3
merge into customers c using (values ($1,$2)) s(id,name) on c.id=s.id when matched then update set name=s.name when not matched then insert (id,name) values (s.id,s.name)
select 1
select t1_0.id from tasks t1_0 where t1_0.due between $1 and $2 and t1_0.done=false and not(t1_0.hidden)
select t1_0.id from tasks t1_0 where t1_0.owner_id=$1 and (t1_0.state<>$2 or t1_0.state is null)
insert into tasks_tags (task_id,tag_id) values ($1,$2),($3,$4),($5,$6)
select max(t1_0.id),min(t1_0.id),avg(cast(t1_0.weight as float(53))) from tasks t1_0
select t1_0.id from tasks t1_0 where t1_0.ts at time zone 'UTC'>$1 order by t1_0.ts asc
select t.* from tasks t where t.payload @> cast($1 as jsonb) and t.payload ->> 'kind' = $2
