/** What `from module import *` brings along from modules whose types are known (their `__all__`, Python 3.11). */
export const starMembers: Readonly<Record<string, ReadonlySet<string>>> = {
  typing: words(`
    AbstractSet Annotated Any AnyStr AsyncContextManager AsyncGenerator AsyncIterable AsyncIterator
    Awaitable BinaryIO ByteString Callable ChainMap ClassVar Collection Concatenate Container
    ContextManager Coroutine Counter DefaultDict Deque Dict Final ForwardRef FrozenSet Generator Generic
    Hashable IO ItemsView Iterable Iterator KeysView List Literal LiteralString Mapping MappingView
    Match MutableMapping MutableSequence MutableSet NamedTuple Never NewType NoReturn NotRequired
    Optional OrderedDict ParamSpec ParamSpecArgs ParamSpecKwargs Pattern Protocol Required Reversible
    Self Sequence Set Sized SupportsAbs SupportsBytes SupportsComplex SupportsFloat SupportsIndex
    SupportsInt SupportsRound TYPE_CHECKING Text TextIO Tuple Type TypeAlias TypeGuard TypeVar
    TypeVarTuple TypedDict Union Unpack ValuesView assert_never assert_type cast clear_overloads
    dataclass_transform final get_args get_origin get_overloads get_type_hints is_typeddict
    no_type_check no_type_check_decorator overload reveal_type runtime_checkable
  `),
  datetime: words(`
    MAXYEAR MINYEAR UTC date datetime time timedelta timezone tzinfo
  `),
  dataclasses: words(`
    Field FrozenInstanceError InitVar KW_ONLY MISSING asdict astuple dataclass field fields is_dataclass
    make_dataclass replace
  `),
  enum: words(`
    CONFORM CONTINUOUS EJECT Enum EnumCheck EnumMeta EnumType Flag FlagBoundary IntEnum IntFlag KEEP
    NAMED_FLAGS ReprEnum STRICT StrEnum UNIQUE auto global_enum global_enum_repr global_flag_repr
    global_str member nonmember pickle_by_enum_name pickle_by_global_name property unique verify
  `),
  pydantic: words(`
    AfterValidator AliasChoices AliasGenerator AliasPath AllowInfNan AmqpDsn AnyHttpUrl AnyUrl
    AnyWebsocketUrl AwareDatetime Base64Bytes Base64Encoder Base64Str Base64UrlBytes Base64UrlStr
    BaseConfig BaseModel BeforeValidator ByteSize ClickHouseDsn CockroachDsn ConfigDict DirectoryPath
    Discriminator EmailStr EncodedBytes EncodedStr EncoderProtocol Extra FailFast Field
    FieldSerializationInfo FilePath FileUrl FiniteFloat FtpUrl FutureDate FutureDatetime
    GetCoreSchemaHandler GetJsonSchemaHandler GetPydanticSchema HttpUrl IPvAnyAddress IPvAnyInterface
    IPvAnyNetwork ImportString InstanceOf Json JsonValue KafkaDsn MISSING MariaDBDsn
    ModelWrapValidatorHandler MongoDsn MySQLDsn NaiveDatetime NameEmail NatsDsn NegativeFloat
    NegativeInt NewPath NonNegativeFloat NonNegativeInt NonPositiveFloat NonPositiveInt OnErrorOmit
    PastDate PastDatetime PaymentCardNumber PlainSerializer PlainValidator PositiveFloat PositiveInt
    PostgresDsn PrivateAttr RedisDsn RootModel Secret SecretBytes SecretStr SerializationInfo
    SerializeAsAny SerializerFunctionWrapHandler SkipValidation SnowflakeDsn SocketPath Strict
    StrictBool StrictBytes StrictFloat StrictInt StrictStr StringConstraints Tag TypeAdapter UUID1 UUID3
    UUID4 UUID5 UUID6 UUID7 UUID8 UrlConstraints VERSION ValidateAs ValidationError ValidationInfo
    ValidatorFunctionWrapHandler WebsocketUrl WithJsonSchema WrapSerializer WrapValidator __version__
    computed_field conbytes condate condecimal confloat confrozenset conint conlist conset constr
    create_model dataclasses field_serializer field_validator model_serializer model_validator
    parse_obj_as root_validator schema_json_of schema_of validator with_config
  `),
  prefect: words(`
    Flow State Task Transaction __version__ allow_failure apause_flow_run aresume_flow_run aserve
    asuspend_flow_run deploy flow get_client get_run_logger pause_flow_run resume_flow_run serve
    suspend_flow_run tags task unmapped
  `),
  decimal: words(`
    BasicContext Clamped Context ConversionSyntax Decimal DecimalException DecimalTuple DefaultContext
    DivisionByZero DivisionImpossible DivisionUndefined ExtendedContext FloatOperation HAVE_CONTEXTVAR
    HAVE_THREADS Inexact InvalidContext InvalidOperation MAX_EMAX MAX_PREC MIN_EMIN MIN_ETINY Overflow
    ROUND_05UP ROUND_CEILING ROUND_DOWN ROUND_FLOOR ROUND_HALF_DOWN ROUND_HALF_EVEN ROUND_HALF_UP
    ROUND_UP Rounded Subnormal Underflow getcontext localcontext setcontext
  `),
  uuid: words(`
    Enum NAMESPACE_DNS NAMESPACE_OID NAMESPACE_URL NAMESPACE_X500 RESERVED_FUTURE RESERVED_MICROSOFT
    RESERVED_NCS RFC_4122 SafeUUID UUID bytes_ getnode int_ os platform uuid1 uuid3 uuid4 uuid5
  `),
  pathlib: words(`
    Path PosixPath PurePath PurePosixPath PureWindowsPath WindowsPath
  `),
};

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
