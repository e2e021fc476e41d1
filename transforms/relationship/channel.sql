-- One row a channel that is known by name, and how near it brings both sides: together in one place, by voice, or
-- through a screen.
with
word as (
    select *
    from (
        values
        ('store', 'face_to_face'), ('shop', 'face_to_face'), ('branch', 'face_to_face'), ('counter', 'face_to_face'),
        ('visit', 'face_to_face'), ('face_to_face', 'face_to_face'), ('in_person', 'face_to_face'),
        ('event', 'face_to_face'), ('门店', 'face_to_face'), ('上门', 'face_to_face'),
        ('phone', 'voice'), ('call', 'voice'), ('voice', 'voice'), ('hotline', 'voice'), ('video', 'voice'),
        ('电话', 'voice'), ('视频', 'voice'),
        ('email', 'digital'), ('e-mail', 'digital'), ('chat', 'digital'), ('web', 'digital'), ('website', 'digital'),
        ('online', 'digital'), ('app', 'digital'), ('wechat', 'digital'), ('sms', 'digital'),
        ('social media', 'digital'), ('邮件', 'digital'), ('微信', 'digital'), ('短信', 'digital'), ('网站', 'digital')
    ) as listed (channel, channel_kind)
)
select channel, channel_kind
from word
