from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="KeyFingerprint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field_class", models.CharField(max_length=20)),
                ("version", models.PositiveSmallIntegerField()),
                ("fingerprint", models.CharField(max_length=16)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("field_class", "version"), name="key_fingerprint_once")
                ],
            },
        ),
    ]
