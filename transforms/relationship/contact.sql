-- One row a contact with its customer, the company's day, and the kind of its channel. Contacts of one matter share an
-- episode; a contact without one is a matter of its own.
with
interaction as (select * from core.interaction),
record as (select source, party_key, customer_id from identity.record),
setting as (select time_zone from ops.setting),
channel as (select * from relationship.channel)
select
    record.customer_id, interaction.source, interaction.interaction_key, interaction.occurred_at,
    {{ company_day('interaction.occurred_at') }} as occurred_on,
    interaction.channel, channel.channel_kind, interaction.direction, interaction.employee, interaction.topic,
    coalesce(interaction.episode, concat('contact ', interaction.interaction_key)) as episode,
    interaction.step, interaction.score,
    coalesce(interaction.is_complaint, false) as is_complaint,
    interaction.first_response_at, interaction.resolved_at,
    {{ company_day('interaction.resolved_at') }} as resolved_on
from interaction
cross join setting
left join record
    on
        record.source = coalesce(interaction.party_source, interaction.source)
        and interaction.party_key = record.party_key
left join channel on lower(interaction.channel) = channel.channel
