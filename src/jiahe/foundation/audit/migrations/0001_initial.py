import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(unique=True)),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField()),
                ("hash", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "audit_head",
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(blank=True, max_length=60)),
                ("post_id", models.BigIntegerField(null=True)),
                ("action", models.CharField(max_length=60)),
                ("subject_type", models.CharField(blank=True, max_length=30)),
                ("subject_id", models.BigIntegerField(null=True)),
                ("region_code", models.BigIntegerField(null=True)),
                ("details", models.JSONField(default=dict)),
                ("mac", models.BinaryField()),
                ("sequence", models.BigIntegerField(null=True, unique=True)),
                ("hash", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "audit_entry",
                "base_manager_name": "sealing",
                "indexes": [
                    models.Index(condition=models.Q(("sequence", None)), fields=["id"], name="audit_unsealed"),
                    models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_subject"),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("sealing", django.db.models.manager.Manager()),
            ],
        ),
    ]
