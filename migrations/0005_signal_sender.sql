ALTER TABLE "signals" DROP CONSTRAINT "signals_principal_id_principals_id_fk";
