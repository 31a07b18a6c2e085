# The AWS SDK for Ruby as a driver: requests as JSON lines in, answers as JSON lines out.
#
# Debian packages the core of the SDK. The client of a service is made from the model of the service, which is the same
# file for all SDKs; here it comes from botocore.

require 'aws-sdk-core'
require 'aws-sdk-core/plugins/protocols/json_rpc'
require 'aws-sdk-core/plugins/signature_v4'
require 'base64'
require 'json'
require 'zlib'

include Seahorse::Model

# Makes shapes of the SDK from those of a service model.
class ModelShapes
  KINDS = {
    'blob' => Shapes::BlobShape, 'boolean' => Shapes::BooleanShape, 'double' => Shapes::FloatShape,
    'float' => Shapes::FloatShape, 'integer' => Shapes::IntegerShape, 'list' => Shapes::ListShape,
    'long' => Shapes::IntegerShape, 'map' => Shapes::MapShape, 'string' => Shapes::StringShape,
    'structure' => Shapes::StructureShape, 'timestamp' => Shapes::TimestampShape
  }.freeze

  def initialize(described)
    @described = described
    @made = {}
  end

  def reference(name, **options)
    Shapes::ShapeRef.new(shape: shape(name), **options)
  end

  private

  def shape(name)
    @made[name] || make(name, @described.fetch(name))
  end

  def make(name, described)
    made = @made[name] = KINDS.fetch(described['type']).new(name: name)
    case made
    when Shapes::StructureShape then fill(made, described)
    when Shapes::ListShape then made.member = reference(described['member']['shape'])
    when Shapes::MapShape
      made.key = reference(described['key']['shape'])
      made.value = reference(described['value']['shape'])
    end
    made
  end

  def fill(structure, described)
    members = described['members']
    members.each do |name, member|
      required = described.fetch('required', []).include?(name)
      structure.add_member(snake(name), reference(member['shape'], location_name: name, required: required))
    end
    # A structure without members is an error that has a message only.
    names = members.empty? ? [:message] : members.keys.map { |name| snake(name) }
    structure.struct_class = Struct.new(*names) { include Aws::Structure }
  end
end

# A name of the wire as Ruby spells it.
def snake(name)
  name.gsub(/([A-Z]+)([A-Z][a-z])/, '\1_\2').gsub(/([a-z\d])([A-Z])/, '\1_\2').downcase.to_sym
end

OPERATIONS = %w[CreateFaceLivenessSession GetFaceLivenessSessionResults].freeze

def api(model)
  shapes = ModelShapes.new(model['shapes'])
  Seahorse::Model::Api.new.tap do |api|
    api.version = model['metadata']['apiVersion']
    api.metadata = model['metadata']
    OPERATIONS.each { |name| api.add_operation(snake(name), operation(model['operations'][name], shapes)) }
  end
end

def operation(described, shapes)
  Seahorse::Model::Operation.new.tap do |operation|
    operation.name = described['name']
    operation.http_method = described['http']['method']
    operation.http_request_uri = described['http']['requestUri']
    operation.input = shapes.reference(described['input']['shape'])
    operation.output = shapes.reference(described['output']['shape'])
    described['errors'].each { |error| operation.errors << shapes.reference(error['shape']) }
  end
end

module Aws::Rekognition
  module Errors
    extend Aws::Errors::DynamicErrors
  end

  class Client < Seahorse::Client::Base
    include Aws::ClientStubs

    @identifier = :rekognition
    [
      Seahorse::Client::Plugins::ContentLength, Aws::Plugins::CredentialsConfiguration,
      Aws::Plugins::ParamConverter, Aws::Plugins::ParamValidator, Aws::Plugins::UserAgent,
      Aws::Plugins::HelpfulSocketErrors, Aws::Plugins::RetryErrors, Aws::Plugins::GlobalConfiguration,
      Aws::Plugins::RegionalEndpoint, Aws::Plugins::StubResponses, Aws::Plugins::SignatureV4,
      Aws::Plugins::Protocols::JsonRpc
    ].each { |plugin| add_plugin(plugin) }

    class << self
      attr_reader :identifier

      def errors_module
        Errors
      end
    end
  end
end

def client(caller)
  Aws::Rekognition::Client.new(
    endpoint: caller['endpoint'],
    region: caller['region'],
    credentials: Aws::Credentials.new(caller['access_key'], caller['secret_key'], caller['session_token']),
    ssl_ca_bundle: TARGET['ca'],
    max_attempts: caller['max_attempts'],
    retry_mode: 'standard'
  )
end

# A request with its names as Ruby spells them.
def to_ruby(value)
  case value
  when Hash then value.to_h { |name, inner| [snake(name), to_ruby(inner)] }
  when Array then value.map { |inner| to_ruby(inner) }
  else value
  end
end

def to_wire(value, reference)
  case reference.shape
  when Shapes::StructureShape
    given = reference.shape.members.reject { |name, _| value[name].nil? }
    given.to_h { |name, member| [member.location_name, to_wire(value[name], member)] }
  when Shapes::ListShape then value.map { |inner| to_wire(inner, reference.shape.member) }
  when Shapes::BlobShape then Base64.strict_encode64(value)
  else value
  end
end

# The names that programs in Ruby use, read from the structures of the client as it was made.
def describe(operation, part)
  api = Aws::Rekognition::Client.api
  return { refused: "the service model has no #{operation}" } unless api.operation_names.include?(snake(operation))

  made = api.operation(snake(operation))
  told =
    if part == 'exceptions'
      { exceptions: made.errors.map { |error| error.shape.name } }
    else
      { members: members_of(part == 'request' ? made.input : made.output, '') }
    end
  { status: nil, request_id: nil, members: told }
end

def members_of(reference, place)
  case reference.shape
  when Shapes::ListShape then members_of(reference.shape.member, place)
  when Shapes::StructureShape
    reference.shape.struct_class.members.flat_map do |name|
      member = reference.shape.member(name)
      told = { name: "#{place}#{name}", kind: kind(member), required: reference.shape.required.include?(name) }
      [told, *members_of(member, "#{place}#{name}.")]
    end
  else []
  end
end

def kind(reference)
  return "list of #{kind(reference.shape.member)}" if reference.shape.is_a?(Shapes::ListShape)

  reference.shape.class.name.split('::').last.delete_suffix('Shape').downcase
end

def answer(asked)
  return describe(asked['members']['Operation'], asked['members']['Part']) if asked['operation'] == 'Describe'

  response = client(asked['caller']).build_request(snake(asked['operation']), to_ruby(asked['members'])).send_request
  output = response.context.operation.output
  { status: 200, request_id: response.context[:request_id], members: to_wire(response.data, output) }
rescue ArgumentError => refusal
  { refused: refusal.message.lines.first.strip }
rescue Aws::Errors::ServiceError => error
  http = error.context.http_response
  { status: http.status_code, request_id: error.context[:request_id], error: error.code, message: error.message }
end

TARGET = JSON.parse(ENV.fetch('CONFORMANCE_TARGET'))
model = Dir.glob(File.join(File.dirname(TARGET['python']), '../lib/python3*/site-packages/botocore/data/rekognition/2016-06-27/service-2.json.gz'))
Aws::Rekognition::Client.set_api(api(JSON.parse(Zlib::GzipReader.open(model.fetch(0), &:read))))
$stdout.sync = true
puts JSON.generate(version: Aws::CORE_GEM_VERSION)
$stdin.each_line do |line|
  asked = JSON.parse(line)
  told =
    begin
      answer(asked)
    rescue StandardError => problem
      { broken: "#{problem.class}: #{problem.message}" }
    end
  puts JSON.generate({ id: asked['id'], **told })
end
