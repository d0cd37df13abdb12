// Made by packages/flow-source/test/prefect-types.real.test.ts with UPDATE_PREFECT_TYPES=1 from Prefect 3.8.8.
import type { FixedType } from "../core-schema.ts";

export const prefectTypes: Readonly<Record<string, FixedType>> = {
 "prefect.blocks.system.Secret": {
  "json": {
   "$ref": "#/definitions/Secret"
  },
  "definitions": {
   "JsonValue": {},
   "Secret": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "secret",
    "description": "A block that represents a secret value. The value stored in this block will be obfuscated when this block is viewed or edited in the UI.",
    "properties": {
     "value": {
      "anyOf": [
       {
        "format": "password",
        "type": "string",
        "writeOnly": true
       },
       {
        "title": "string",
        "type": "string"
       },
       {
        "$ref": "#/definitions/JsonValue",
        "title": "JSON"
       }
      ],
      "description": "A value that should be kept secret.",
      "examples": [
       "sk-1234567890",
       {
        "password": "s3cr3t",
        "username": "johndoe"
       }
      ],
      "format": "password",
      "title": "Value",
      "writeOnly": true
     }
    },
    "required": [
     "value"
    ],
    "secret_fields": [
     "value",
     "value"
    ],
    "title": "Secret",
    "type": "object"
   }
  }
 },
 "prefect.blocks.core.Block": {
  "json": {
   "$ref": "#/definitions/Block"
  },
  "definitions": {
   "Block": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "block",
    "description": "A base class for implementing a block that wraps an external service.\n\nThis class can be defined with an arbitrary set of fields and methods, and\ncouples business logic with data contained in an block document.\n`_block_document_name`, `_block_document_id`, `_block_schema_id`, and\n`_block_type_id` are reserved by Prefect as Block metadata fields, but\notherwise a Block can implement arbitrary logic. Blocks can be instantiated\nwithout populating these metadata fields, but can only be used interactively,\nnot with the Prefect API.\n\nInstead of the __init__ method, a block implementation allows the\ndefinition of a `block_initialization` method that is called after\ninitialization.",
    "properties": {},
    "secret_fields": [],
    "title": "Block",
    "type": "object"
   }
  }
 },
 "prefect.blocks.webhook.Webhook": {
  "json": {
   "$ref": "#/definitions/Webhook"
  },
  "definitions": {
   "Webhook": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "webhook",
    "description": "Block that enables calling webhooks.",
    "properties": {
     "method": {
      "default": "POST",
      "description": "The webhook request method. Defaults to `POST`.",
      "enum": [
       "GET",
       "POST",
       "PUT",
       "PATCH",
       "DELETE"
      ],
      "title": "Method",
      "type": "string"
     },
     "url": {
      "description": "The webhook URL.",
      "examples": [
       "https://hooks.slack.com/XXX"
      ],
      "format": "password",
      "title": "Webhook URL",
      "type": "string",
      "writeOnly": true
     },
     "headers": {
      "additionalProperties": true,
      "description": "A dictionary of headers to send with the webhook request.",
      "title": "Webhook Headers",
      "type": "object"
     },
     "allow_private_urls": {
      "default": true,
      "description": "Whether to allow notifications to private URLs. Defaults to True.",
      "title": "Allow Private Urls",
      "type": "boolean"
     },
     "verify": {
      "default": true,
      "description": "Whether or not to enforce a secure connection to the webhook.",
      "title": "Verify",
      "type": "boolean"
     }
    },
    "required": [
     "url"
    ],
    "secret_fields": [
     "url",
     "headers.*"
    ],
    "title": "Webhook",
    "type": "object"
   }
  }
 },
 "prefect.blocks.notifications.AppriseNotificationBlock": {
  "json": {
   "$ref": "#/definitions/AppriseNotificationBlock"
  },
  "definitions": {
   "AppriseNotificationBlock": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "apprisenotificationblock",
    "description": "A base class for sending notifications using Apprise, through webhook URLs.",
    "properties": {
     "notify_type": {
      "default": "info",
      "description": "The type of notification being performed.",
      "enum": [
       "info",
       "success",
       "warning",
       "failure"
      ],
      "title": "Notify Type",
      "type": "string"
     },
     "url": {
      "description": "Incoming webhook URL used to send notifications.",
      "examples": [
       "https://hooks.example.com/XXX"
      ],
      "format": "password",
      "title": "Webhook URL",
      "type": "string",
      "writeOnly": true
     },
     "allow_private_urls": {
      "default": true,
      "description": "Whether to allow notifications to private URLs. Defaults to True.",
      "title": "Allow Private Urls",
      "type": "boolean"
     }
    },
    "required": [
     "url"
    ],
    "secret_fields": [
     "url"
    ],
    "title": "AppriseNotificationBlock",
    "type": "object"
   }
  }
 },
 "prefect.blocks.notifications.SlackWebhook": {
  "json": {
   "$ref": "#/definitions/SlackWebhook"
  },
  "definitions": {
   "SlackWebhook": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "slack-webhook",
    "description": "Enables sending notifications via a provided Slack webhook.\n\nSupports both standard Slack webhooks (hooks.slack.com) and Slack GovCloud\nwebhooks (hooks.slack-gov.com).",
    "properties": {
     "notify_type": {
      "default": "info",
      "description": "The type of notification being performed.",
      "enum": [
       "info",
       "success",
       "warning",
       "failure"
      ],
      "title": "Notify Type",
      "type": "string"
     },
     "url": {
      "description": "Slack incoming webhook URL used to send notifications.",
      "examples": [
       "https://hooks.slack.com/XXX"
      ],
      "format": "password",
      "title": "Webhook URL",
      "type": "string",
      "writeOnly": true
     },
     "allow_private_urls": {
      "default": true,
      "description": "Whether to allow notifications to private URLs. Defaults to True.",
      "title": "Allow Private Urls",
      "type": "boolean"
     }
    },
    "required": [
     "url"
    ],
    "secret_fields": [
     "url"
    ],
    "title": "SlackWebhook",
    "type": "object"
   }
  }
 },
 "prefect.blocks.notifications.MicrosoftTeamsWebhook": {
  "json": {
   "$ref": "#/definitions/MicrosoftTeamsWebhook"
  },
  "definitions": {
   "MicrosoftTeamsWebhook": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "ms-teams-webhook",
    "description": "Enables sending notifications via a provided Microsoft Teams webhook.",
    "properties": {
     "notify_type": {
      "default": "info",
      "description": "The type of notification being performed.",
      "enum": [
       "info",
       "success",
       "warning",
       "failure"
      ],
      "title": "Notify Type",
      "type": "string"
     },
     "url": {
      "description": "The Microsoft Power Automate (Workflows) URL used to send notifications to Teams.",
      "examples": [
       "https://prod-NO.LOCATION.logic.azure.com:443/workflows/WFID/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=SIGNATURE"
      ],
      "format": "password",
      "title": "Webhook URL",
      "type": "string",
      "writeOnly": true
     },
     "allow_private_urls": {
      "default": true,
      "description": "Whether to allow notifications to private URLs. Defaults to True.",
      "title": "Allow Private Urls",
      "type": "boolean"
     },
     "include_image": {
      "default": true,
      "description": "Include an image with the notification.",
      "title": "Include Image",
      "type": "boolean"
     },
     "wrap": {
      "default": true,
      "description": "Wrap the notification text.",
      "title": "Wrap",
      "type": "boolean"
     }
    },
    "required": [
     "url"
    ],
    "secret_fields": [
     "url"
    ],
    "title": "MicrosoftTeamsWebhook",
    "type": "object"
   }
  }
 },
 "prefect.blocks.notifications.PagerDutyWebHook": {
  "json": {
   "$ref": "#/definitions/PagerDutyWebHook"
  },
  "definitions": {
   "PagerDutyWebHook": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "pager-duty-webhook",
    "description": "Enables sending notifications via a provided PagerDuty webhook.",
    "properties": {
     "notify_type": {
      "default": "info",
      "description": "The severity of the notification.",
      "enum": [
       "info",
       "success",
       "warning",
       "failure"
      ],
      "title": "Notify Type",
      "type": "string"
     },
     "integration_key": {
      "description": "This can be found on the Events API V2 integration's detail page, and is also referred to as a Routing Key. This must be provided alongside `api_key`, but will error if provided alongside `url`.",
      "format": "password",
      "title": "Integration Key",
      "type": "string",
      "writeOnly": true
     },
     "api_key": {
      "description": "This can be found under Integrations. This must be provided alongside `integration_key`, but will error if provided alongside `url`.",
      "format": "password",
      "title": "API Key",
      "type": "string",
      "writeOnly": true
     },
     "source": {
      "anyOf": [
       {
        "type": "string"
       },
       {
        "type": "null"
       }
      ],
      "default": "Prefect",
      "description": "The source string as part of the payload.",
      "title": "Source"
     },
     "component": {
      "default": "Notification",
      "description": "The component string as part of the payload.",
      "title": "Component",
      "type": "string"
     },
     "group": {
      "anyOf": [
       {
        "type": "string"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "The group string as part of the payload.",
      "title": "Group"
     },
     "class_id": {
      "anyOf": [
       {
        "type": "string"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "The class string as part of the payload.",
      "title": "Class ID"
     },
     "region_name": {
      "default": "us",
      "description": "The region name.",
      "enum": [
       "us",
       "eu"
      ],
      "title": "Region Name",
      "type": "string"
     },
     "clickable_url": {
      "anyOf": [
       {
        "format": "uri",
        "minLength": 1,
        "type": "string"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "A clickable URL to associate with the notice.",
      "title": "Clickable URL"
     },
     "include_image": {
      "default": true,
      "description": "Associate the notification status via a represented icon.",
      "title": "Include Image",
      "type": "boolean"
     },
     "custom_details": {
      "anyOf": [
       {
        "additionalProperties": {
         "type": "string"
        },
        "type": "object"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "Additional details to include as part of the payload.",
      "examples": [
       "{\"disk_space_left\": \"145GB\"}"
      ],
      "title": "Custom Details"
     }
    },
    "required": [
     "integration_key",
     "api_key"
    ],
    "secret_fields": [
     "integration_key",
     "api_key"
    ],
    "title": "PagerDutyWebHook",
    "type": "object"
   }
  }
 },
 "prefect.blocks.notifications.TwilioSMS": {
  "json": {
   "$ref": "#/definitions/TwilioSMS"
  },
  "definitions": {
   "TwilioSMS": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "twilio-sms",
    "description": "Enables sending notifications via Twilio SMS.",
    "properties": {
     "notify_type": {
      "default": "info",
      "description": "The type of notification being performed.",
      "enum": [
       "info",
       "success",
       "warning",
       "failure"
      ],
      "title": "Notify Type",
      "type": "string"
     },
     "account_sid": {
      "description": "The Twilio Account SID - it can be found on the homepage of the Twilio console.",
      "title": "Account Sid",
      "type": "string"
     },
     "auth_token": {
      "description": "The Twilio Authentication Token - it can be found on the homepage of the Twilio console.",
      "format": "password",
      "title": "Auth Token",
      "type": "string",
      "writeOnly": true
     },
     "from_phone_number": {
      "description": "The valid Twilio phone number to send the message from.",
      "examples": [
       "18001234567"
      ],
      "title": "From Phone Number",
      "type": "string"
     },
     "to_phone_numbers": {
      "description": "A list of valid Twilio phone number(s) to send the message to.",
      "examples": [
       "[\"18004242424\", \"18004242425\"]"
      ],
      "items": {
       "type": "string"
      },
      "title": "To Phone Numbers",
      "type": "array"
     }
    },
    "required": [
     "account_sid",
     "auth_token",
     "from_phone_number",
     "to_phone_numbers"
    ],
    "secret_fields": [
     "auth_token"
    ],
    "title": "TwilioSMS",
    "type": "object"
   }
  }
 },
 "prefect.blocks.notifications.OpsgenieWebhook": {
  "json": {
   "$ref": "#/definitions/OpsgenieWebhook"
  },
  "definitions": {
   "OpsgenieWebhook": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "opsgenie-webhook",
    "description": "Enables sending notifications via a provided Opsgenie webhook.",
    "properties": {
     "notify_type": {
      "default": "info",
      "description": "The type of notification being performed.",
      "enum": [
       "info",
       "success",
       "warning",
       "failure"
      ],
      "title": "Notify Type",
      "type": "string"
     },
     "apikey": {
      "description": "The API Key associated with your Opsgenie account.",
      "format": "password",
      "title": "API Key",
      "type": "string",
      "writeOnly": true
     },
     "target_user": {
      "anyOf": [
       {
        "items": {
         "type": "string"
        },
        "type": "array"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "The user(s) you wish to notify.",
      "title": "Target User"
     },
     "target_team": {
      "anyOf": [
       {
        "items": {
         "type": "string"
        },
        "type": "array"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "The team(s) you wish to notify.",
      "title": "Target Team"
     },
     "target_schedule": {
      "anyOf": [
       {
        "items": {
         "type": "string"
        },
        "type": "array"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "The schedule(s) you wish to notify.",
      "title": "Target Schedule"
     },
     "target_escalation": {
      "anyOf": [
       {
        "items": {
         "type": "string"
        },
        "type": "array"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "The escalation(s) you wish to notify.",
      "title": "Target Escalation"
     },
     "region_name": {
      "default": "us",
      "description": "The 2-character region code.",
      "enum": [
       "us",
       "eu"
      ],
      "title": "Region Name",
      "type": "string"
     },
     "batch": {
      "default": false,
      "description": "Notify all targets in batches (instead of individually).",
      "title": "Batch",
      "type": "boolean"
     },
     "tags": {
      "anyOf": [
       {
        "items": {
         "type": "string"
        },
        "type": "array"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "A comma-separated list of tags you can associate with your Opsgenie message.",
      "examples": [
       "[\"tag1\", \"tag2\"]"
      ],
      "title": "Tags"
     },
     "priority": {
      "anyOf": [
       {
        "type": "integer"
       },
       {
        "type": "null"
       }
      ],
      "default": 3,
      "description": "The priority to associate with the message. It is on a scale between 1 (LOW) and 5 (EMERGENCY).",
      "title": "Priority"
     },
     "alias": {
      "anyOf": [
       {
        "type": "string"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "The alias to associate with the message.",
      "title": "Alias"
     },
     "entity": {
      "anyOf": [
       {
        "type": "string"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "The entity to associate with the message.",
      "title": "Entity"
     },
     "details": {
      "anyOf": [
       {
        "additionalProperties": {
         "type": "string"
        },
        "type": "object"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "Additional details composed of key/values pairs.",
      "examples": [
       "{\"key1\": \"value1\", \"key2\": \"value2\"}"
      ],
      "title": "Details"
     }
    },
    "required": [
     "apikey"
    ],
    "secret_fields": [
     "apikey"
    ],
    "title": "OpsgenieWebhook",
    "type": "object"
   }
  }
 },
 "prefect.blocks.notifications.MattermostWebhook": {
  "json": {
   "$ref": "#/definitions/MattermostWebhook"
  },
  "definitions": {
   "MattermostWebhook": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "mattermost-webhook",
    "description": "Enables sending notifications via a provided Mattermost webhook.",
    "properties": {
     "notify_type": {
      "default": "info",
      "description": "The type of notification being performed.",
      "enum": [
       "info",
       "success",
       "warning",
       "failure"
      ],
      "title": "Notify Type",
      "type": "string"
     },
     "hostname": {
      "description": "The hostname of your Mattermost server.",
      "examples": [
       "Mattermost.example.com"
      ],
      "title": "Hostname",
      "type": "string"
     },
     "secure": {
      "default": false,
      "description": "Whether to use secure https connection.",
      "title": "Secure",
      "type": "boolean"
     },
     "token": {
      "description": "The token associated with your Mattermost webhook.",
      "format": "password",
      "title": "Token",
      "type": "string",
      "writeOnly": true
     },
     "botname": {
      "anyOf": [
       {
        "type": "string"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "The name of the bot that will send the message.",
      "title": "Bot name"
     },
     "channels": {
      "anyOf": [
       {
        "items": {
         "type": "string"
        },
        "type": "array"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "The channel(s) you wish to notify.",
      "title": "Channels"
     },
     "include_image": {
      "default": false,
      "description": "Whether to include the Apprise status image in the message.",
      "title": "Include Image",
      "type": "boolean"
     },
     "path": {
      "anyOf": [
       {
        "type": "string"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "An optional sub-path specification to append to the hostname.",
      "title": "Path"
     },
     "port": {
      "default": 8065,
      "description": "The port of your Mattermost server.",
      "title": "Port",
      "type": "integer"
     }
    },
    "required": [
     "hostname",
     "token"
    ],
    "secret_fields": [
     "token"
    ],
    "title": "MattermostWebhook",
    "type": "object"
   }
  }
 },
 "prefect.blocks.notifications.DiscordWebhook": {
  "json": {
   "$ref": "#/definitions/DiscordWebhook"
  },
  "definitions": {
   "DiscordWebhook": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "discord-webhook",
    "description": "Enables sending notifications via a provided Discord webhook.",
    "properties": {
     "notify_type": {
      "default": "info",
      "description": "The type of notification being performed.",
      "enum": [
       "info",
       "success",
       "warning",
       "failure"
      ],
      "title": "Notify Type",
      "type": "string"
     },
     "webhook_id": {
      "description": "The first part of 2 tokens provided to you after creating a incoming-webhook.",
      "format": "password",
      "title": "Webhook Id",
      "type": "string",
      "writeOnly": true
     },
     "webhook_token": {
      "description": "The second part of 2 tokens provided to you after creating a incoming-webhook.",
      "format": "password",
      "title": "Webhook Token",
      "type": "string",
      "writeOnly": true
     },
     "botname": {
      "anyOf": [
       {
        "type": "string"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "Identify the name of the bot that should issue the message. If one isn't specified then the default is to just use your account (associated with the incoming-webhook).",
      "title": "Bot name"
     },
     "tts": {
      "default": false,
      "description": "Whether to enable Text-To-Speech.",
      "title": "Tts",
      "type": "boolean"
     },
     "include_image": {
      "default": false,
      "description": "Whether to include an image in-line with the message describing the notification type.",
      "title": "Include Image",
      "type": "boolean"
     },
     "avatar": {
      "default": false,
      "description": "Whether to override the default discord avatar icon.",
      "title": "Avatar",
      "type": "boolean"
     },
     "avatar_url": {
      "anyOf": [
       {
        "type": "string"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "Over-ride the default discord avatar icon URL. By default this is not set and Apprise chooses the URL dynamically based on the type of message (info, success, warning, or error).",
      "title": "Avatar URL"
     }
    },
    "required": [
     "webhook_id",
     "webhook_token"
    ],
    "secret_fields": [
     "webhook_id",
     "webhook_token"
    ],
    "title": "DiscordWebhook",
    "type": "object"
   }
  }
 },
 "prefect.blocks.notifications.CustomWebhookNotificationBlock": {
  "json": {
   "$ref": "#/definitions/CustomWebhookNotificationBlock"
  },
  "definitions": {
   "CustomWebhookNotificationBlock": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "custom-webhook",
    "description": "Enables sending notifications via any custom webhook.\n\nAll nested string param contains `{{key}}` will be substituted with value from context/secrets.\n\nContext values include: `subject`, `body` and `name`.",
    "properties": {
     "name": {
      "description": "Name of the webhook.",
      "title": "Name",
      "type": "string"
     },
     "url": {
      "description": "The webhook URL.",
      "examples": [
       "https://hooks.slack.com/XXX"
      ],
      "title": "Webhook URL",
      "type": "string"
     },
     "method": {
      "default": "POST",
      "description": "The webhook request method. Defaults to `POST`.",
      "enum": [
       "GET",
       "POST",
       "PUT",
       "PATCH",
       "DELETE"
      ],
      "title": "Method",
      "type": "string"
     },
     "params": {
      "anyOf": [
       {
        "additionalProperties": {
         "type": "string"
        },
        "type": "object"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "Custom query params.",
      "title": "Query Params"
     },
     "json_data": {
      "anyOf": [
       {
        "additionalProperties": true,
        "type": "object"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "Send json data as payload.",
      "examples": [
       "{\"text\": \"{{subject}}\\n{{body}}\", \"title\": \"{{name}}\", \"token\": \"{{tokenFromSecrets}}\"}"
      ],
      "title": "JSON Data"
     },
     "form_data": {
      "anyOf": [
       {
        "additionalProperties": {
         "type": "string"
        },
        "type": "object"
       },
       {
        "type": "string"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "Send form data as payload. Should not be used together with _JSON Data_. Can be a dictionary for form-encoded data or a string for raw body content.",
      "examples": [
       "{\"text\": \"{{subject}}\\n{{body}}\", \"title\": \"{{name}}\", \"token\": \"{{tokenFromSecrets}}\"}"
      ],
      "title": "Form Data"
     },
     "headers": {
      "anyOf": [
       {
        "additionalProperties": {
         "type": "string"
        },
        "type": "object"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "Custom headers.",
      "title": "Headers"
     },
     "cookies": {
      "anyOf": [
       {
        "additionalProperties": {
         "type": "string"
        },
        "type": "object"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "Custom cookies.",
      "title": "Cookies"
     },
     "timeout": {
      "default": 10,
      "description": "Request timeout in seconds. Defaults to 10.",
      "title": "Timeout",
      "type": "number"
     },
     "allow_private_urls": {
      "default": true,
      "description": "Whether to allow notifications to private URLs. Defaults to True.",
      "title": "Allow Private Urls",
      "type": "boolean"
     },
     "secrets": {
      "additionalProperties": true,
      "description": "A dictionary of secret values to be substituted in other configs.",
      "examples": [
       "{\"tokenFromSecrets\":\"SomeSecretToken\"}"
      ],
      "title": "Custom Secret Values",
      "type": "object"
     }
    },
    "required": [
     "name",
     "url"
    ],
    "secret_fields": [
     "secrets.*"
    ],
    "title": "CustomWebhookNotificationBlock",
    "type": "object"
   }
  }
 },
 "prefect.blocks.notifications.SendgridEmail": {
  "json": {
   "$ref": "#/definitions/SendgridEmail"
  },
  "definitions": {
   "SendgridEmail": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "sendgrid-email",
    "description": "Enables sending notifications via Sendgrid email service.",
    "properties": {
     "notify_type": {
      "default": "info",
      "description": "The type of notification being performed.",
      "enum": [
       "info",
       "success",
       "warning",
       "failure"
      ],
      "title": "Notify Type",
      "type": "string"
     },
     "api_key": {
      "description": "The API Key associated with your sendgrid account.",
      "format": "password",
      "title": "API Key",
      "type": "string",
      "writeOnly": true
     },
     "sender_email": {
      "description": "The sender email id.",
      "examples": [
       "test-support@gmail.com"
      ],
      "title": "Sender email id",
      "type": "string"
     },
     "to_emails": {
      "description": "Email ids of all recipients.",
      "examples": [
       "[\"recipient1@gmail.com\", \"recipient2@gmail.com\"]"
      ],
      "items": {
       "type": "string"
      },
      "title": "Recipient emails",
      "type": "array"
     }
    },
    "required": [
     "api_key",
     "sender_email",
     "to_emails"
    ],
    "secret_fields": [
     "api_key"
    ],
    "title": "SendgridEmail",
    "type": "object"
   }
  }
 },
 "prefect.blocks.abstract.CredentialsBlock": {
  "json": {
   "$ref": "#/definitions/CredentialsBlock"
  },
  "definitions": {
   "CredentialsBlock": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "credentialsblock",
    "description": "Stores credentials for an external system and exposes a client for interacting\nwith that system. Can also hold config that is tightly coupled to credentials\n(domain, endpoint, account ID, etc.) Will often be composed with other blocks.\nParent block should rely on the client provided by a credentials block for\ninteracting with the corresponding external system.",
    "properties": {},
    "secret_fields": [],
    "title": "CredentialsBlock",
    "type": "object"
   }
  }
 },
 "prefect.blocks.abstract.NotificationBlock": {
  "json": {
   "$ref": "#/definitions/NotificationBlock"
  },
  "definitions": {
   "NotificationBlock": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "notificationblock",
    "description": "Block that represents a resource in an external system that is able to send notifications.",
    "properties": {},
    "secret_fields": [],
    "title": "NotificationBlock",
    "type": "object"
   }
  }
 },
 "prefect.blocks.abstract.JobBlock": {
  "json": {
   "$ref": "#/definitions/JobBlock"
  },
  "definitions": {
   "JobBlock": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "jobblock",
    "description": "Block that represents an entity in an external service\nthat can trigger a long running execution.",
    "properties": {},
    "secret_fields": [],
    "title": "JobBlock",
    "type": "object"
   }
  }
 },
 "prefect.blocks.abstract.DatabaseBlock": {
  "json": {
   "$ref": "#/definitions/DatabaseBlock"
  },
  "definitions": {
   "DatabaseBlock": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "databaseblock",
    "description": "An abstract block type that represents a database and\nprovides an interface for interacting with it.\n\nBlocks that implement this interface have the option to accept\ncredentials directly via attributes or via a nested `CredentialsBlock`.\n\nUse of a nested credentials block is recommended unless credentials\nare tightly coupled to database connection configuration.\n\nImplementing either sync or async context management on `DatabaseBlock`\nimplementations is recommended.",
    "properties": {},
    "secret_fields": [],
    "title": "DatabaseBlock",
    "type": "object"
   }
  }
 },
 "prefect.blocks.abstract.ObjectStorageBlock": {
  "json": {
   "$ref": "#/definitions/ObjectStorageBlock"
  },
  "definitions": {
   "ObjectStorageBlock": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "objectstorageblock",
    "description": "Block that represents a resource in an external service that can store\nobjects.",
    "properties": {},
    "secret_fields": [],
    "title": "ObjectStorageBlock",
    "type": "object"
   }
  }
 },
 "prefect.blocks.abstract.SecretBlock": {
  "json": {
   "$ref": "#/definitions/SecretBlock"
  },
  "definitions": {
   "SecretBlock": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "secretblock",
    "description": "Block that represents a resource that can store and retrieve secrets.",
    "properties": {},
    "secret_fields": [],
    "title": "SecretBlock",
    "type": "object"
   }
  }
 },
 "prefect.filesystems.ReadableFileSystem": {
  "json": {
   "$ref": "#/definitions/ReadableFileSystem"
  },
  "definitions": {
   "ReadableFileSystem": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "readablefilesystem",
    "properties": {},
    "secret_fields": [],
    "title": "ReadableFileSystem",
    "type": "object"
   }
  }
 },
 "prefect.filesystems.WritableFileSystem": {
  "json": {
   "$ref": "#/definitions/WritableFileSystem"
  },
  "definitions": {
   "WritableFileSystem": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "writablefilesystem",
    "properties": {},
    "secret_fields": [],
    "title": "WritableFileSystem",
    "type": "object"
   }
  }
 },
 "prefect.filesystems.LocalFileSystem": {
  "json": {
   "$ref": "#/definitions/LocalFileSystem"
  },
  "definitions": {
   "LocalFileSystem": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "local-file-system",
    "description": "Store data as a file on a local file system.",
    "properties": {
     "basepath": {
      "anyOf": [
       {
        "type": "string"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "Default local path for this block to write to.",
      "title": "Basepath"
     }
    },
    "secret_fields": [],
    "title": "LocalFileSystem",
    "type": "object"
   }
  }
 },
 "prefect.filesystems.RemoteFileSystem": {
  "json": {
   "$ref": "#/definitions/RemoteFileSystem"
  },
  "definitions": {
   "RemoteFileSystem": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "remote-file-system",
    "description": "Store data as a file on a remote file system.\n\nSupports any remote file system supported by `fsspec`. The file system is specified\nusing a protocol. For example, \"s3://my-bucket/my-folder/\" will use S3.",
    "properties": {
     "basepath": {
      "description": "Default path for this block to write to.",
      "examples": [
       "s3://my-bucket/my-folder/"
      ],
      "title": "Basepath",
      "type": "string"
     },
     "settings": {
      "additionalProperties": true,
      "description": "Additional settings to pass through to fsspec.",
      "title": "Settings",
      "type": "object"
     }
    },
    "required": [
     "basepath"
    ],
    "secret_fields": [],
    "title": "RemoteFileSystem",
    "type": "object"
   }
  }
 },
 "prefect.filesystems.SMB": {
  "json": {
   "$ref": "#/definitions/SMB"
  },
  "definitions": {
   "SMB": {
    "additionalProperties": true,
    "block_schema_references": {},
    "block_type_slug": "smb",
    "description": "Store data as a file on a SMB share.",
    "properties": {
     "share_path": {
      "description": "SMB target (requires <SHARE>, followed by <PATH>).",
      "examples": [
       "/SHARE/dir/subdir"
      ],
      "title": "Share Path",
      "type": "string"
     },
     "smb_username": {
      "anyOf": [
       {
        "format": "password",
        "type": "string",
        "writeOnly": true
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "Username with access to the target SMB SHARE.",
      "title": "SMB Username"
     },
     "smb_password": {
      "anyOf": [
       {
        "format": "password",
        "type": "string",
        "writeOnly": true
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "Password for SMB access.",
      "title": "SMB Password"
     },
     "smb_host": {
      "description": "SMB server/hostname.",
      "title": "SMB server/hostname",
      "type": "string"
     },
     "smb_port": {
      "anyOf": [
       {
        "type": "integer"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "SMB port (default: 445).",
      "title": "SMB port"
     }
    },
    "required": [
     "share_path",
     "smb_host"
    ],
    "secret_fields": [
     "smb_username",
     "smb_password"
    ],
    "title": "SMB",
    "type": "object"
   }
  }
 },
 "prefect.variables.Variable": {
  "json": {
   "$ref": "#/definitions/Variable"
  },
  "definitions": {
   "Variable": {
    "description": "Variables are named, mutable JSON values that can be shared across tasks and flows.\n\nArguments:\n    name: A string identifying the variable.\n    value: A string that is the value of the variable.\n    tags: An optional list of strings to associate with the variable.",
    "properties": {
     "name": {
      "description": "The name of the variable",
      "examples": [
       "my_variable"
      ],
      "maxLength": 255,
      "title": "Name",
      "type": "string"
     },
     "value": {
      "anyOf": [
       {
        "type": "string"
       },
       {
        "type": "integer"
       },
       {
        "type": "boolean"
       },
       {
        "type": "number"
       },
       {
        "additionalProperties": true,
        "type": "object"
       },
       {
        "items": {},
        "type": "array"
       },
       {
        "type": "null"
       }
      ],
      "description": "The value of the variable",
      "examples": [
       "my-value"
      ],
      "title": "Value"
     },
     "tags": {
      "anyOf": [
       {
        "items": {
         "type": "string"
        },
        "type": "array"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "title": "Tags"
     }
    },
    "required": [
     "name",
     "value"
    ],
    "title": "Variable",
    "type": "object"
   }
  }
 },
 "prefect.assets.Asset": {
  "json": {
   "$ref": "#/definitions/Asset"
  },
  "definitions": {
   "Asset": {
    "description": "Assets are objects that represent materialized data,\nproviding a way to track lineage and dependencies.",
    "properties": {
     "key": {
      "description": "A URI-like string with a lowercase protocol, restricted characters, and max 512 characters",
      "examples": [
       "s3://bucket/folder/data.csv",
       "postgres://dbtable"
      ],
      "maxLength": 512,
      "title": "Key",
      "type": "string"
     },
     "properties": {
      "anyOf": [
       {
        "$ref": "#/definitions/AssetProperties"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "Properties of the asset. Setting this will overwrite properties of a known asset."
     }
    },
    "required": [
     "key"
    ],
    "title": "Asset",
    "type": "object"
   },
   "AssetProperties": {
    "description": "Metadata properties to configure on an Asset",
    "properties": {
     "name": {
      "anyOf": [
       {
        "type": "string"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "Human readable name of the Asset.",
      "title": "Name"
     },
     "url": {
      "anyOf": [
       {
        "type": "string"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "Visitable url to view the Asset.",
      "title": "Url"
     },
     "description": {
      "anyOf": [
       {
        "maxLength": 2500,
        "type": "string"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "Description of the Asset.",
      "title": "Description"
     },
     "owners": {
      "anyOf": [
       {
        "items": {
         "type": "string"
        },
        "type": "array"
       },
       {
        "type": "null"
       }
      ],
      "default": null,
      "description": "Owners of the Asset.",
      "title": "Owners"
     }
    },
    "title": "AssetProperties",
    "type": "object"
   }
  }
 },
 "prefect.types.Name": {
  "json": {
   "pattern": "^[^/%&><]+$",
   "type": "string"
  }
 },
 "prefect.types.NameOrEmpty": {
  "json": {
   "pattern": "^[^/%&><]*$",
   "type": "string"
  }
 },
 "prefect.types.NonEmptyishName": {
  "json": {
   "pattern": "^[^/%&><]+$",
   "type": "string"
  }
 },
 "prefect.types.URILike": {
  "json": {
   "examples": [
    "s3://bucket/folder/data.csv",
    "postgres://dbtable"
   ],
   "type": "string"
  }
 },
 "prefect.types.ValidAssetKey": {
  "json": {
   "examples": [
    "s3://bucket/folder/data.csv",
    "postgres://dbtable"
   ],
   "maxLength": 512,
   "type": "string"
  }
 },
 "prefect.types.SecretDict": {
  "json": {
   "additionalProperties": true,
   "type": "object"
  }
 },
 "prefect.types.StrictVariableValue": {
  "json": {
   "anyOf": [
    {
     "type": "string"
    },
    {
     "type": "integer"
    },
    {
     "type": "boolean"
    },
    {
     "type": "number"
    },
    {
     "additionalProperties": true,
     "type": "object"
    },
    {
     "items": {},
     "type": "array"
    },
    {
     "type": "null"
    }
   ]
  }
 },
 "prefect.types.LaxUrl": {
  "json": {
   "type": "string"
  }
 },
 "prefect.types.KeyValueLabels": {
  "json": {
   "additionalProperties": {
    "anyOf": [
     {
      "type": "boolean"
     },
     {
      "type": "integer"
     },
     {
      "type": "number"
     },
     {
      "type": "string"
     }
    ]
   },
   "type": "object"
  }
 },
 "prefect.types.LogLevel": {
  "json": {
   "enum": [
    "DEBUG",
    "INFO",
    "WARNING",
    "ERROR",
    "CRITICAL"
   ],
   "type": "string"
  }
 },
 "prefect.types.ListOfNonEmptyStrings": {
  "json": {
   "items": {
    "type": "string"
   },
   "type": "array"
  }
 },
 "prefect.types.TaskRetryDelaySeconds": {
  "json": {
   "anyOf": [
    {
     "type": "string"
    },
    {
     "type": "integer"
    },
    {
     "type": "number"
    },
    {
     "items": {
      "type": "number"
     },
     "type": "array"
    },
    {
     "type": "null"
    }
   ]
  }
 }
};
